package io.firn.quality.incident;

import java.util.List;
import java.util.Optional;

/**
 * The last stretch of commits that a check fails or warns of, and where it began.
 *
 * @param type of the check
 * @param state {@code ongoing}: the newest judged commit is in it; {@code over}: later ones pass; {@code none}: no retained
 *     commit is bad
 * @param firstBad the commit that it began with; the oldest retained one where {@code beginningExpired}
 * @param lastGood the last judged commit before it
 * @param lastBad the newest one in it
 * @param firstGoodAfter the one that ended it
 * @param bad commits in it
 * @param judged commits that were looked at
 * @param unknown commits of these of which the check cannot tell; they neither begin nor end a stretch
 * @param beginningExpired whether every older commit has expired, so that it may have begun earlier
 * @param scannedCommits of which rows were read
 * @param notes what limits the answer, in sentences
 */
public record Incident(
        String table,
        String check,
        String type,
        String state,
        Optional<JudgedCommit> firstBad,
        Optional<JudgedCommit> lastGood,
        Optional<JudgedCommit> lastBad,
        Optional<JudgedCommit> firstGoodAfter,
        long bad,
        long judged,
        long unknown,
        boolean beginningExpired,
        long scannedCommits,
        List<String> notes) {
    public Incident {
        notes = List.copyOf(notes);
    }
}
