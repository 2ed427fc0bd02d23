package io.firn.quality.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The classification against a model that remembers every single offset. */
class PartitionAccountTest {
    private static final int UNIVERSE = 48;

    /** What the world does with an offset. */
    private enum Fate {
        LANDS,
        LANDS_TWICE,
        DIES,
        DROPPED,
        NO_RECORD
    }

    @Property(tries = 3000)
    void everyOffsetEndsAsTheModelSays(
            @ForAll @Size(UNIVERSE) List<Fate> fates,
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = UNIVERSE) Integer> steps,
            @ForAll Set<@LongRange(min = 0, max = UNIVERSE - 1) Long> lateOnes) {
        PartitionAccount account = PartitionAccount.firstSight("id", 0, 0, true);
        TreeMap<Long, Integer> landings = new TreeMap<>();
        Set<Long> buried = new TreeSet<>();
        long due = 0;
        for (int i = 0; i < steps.size(); i++) {
            long end = steps.get(i);
            // What the pipeline has passed ends up somewhere, in whatever order.
            OffsetSet.Builder landed = new OffsetSet.Builder();
            OffsetSet.Builder dead = new OffsetSet.Builder();
            for (long offset = 0; offset < end; offset++) {
                Fate fate = fates.get((int) offset);
                boolean lands = fate == Fate.LANDS || fate == Fate.LANDS_TWICE;
                int times = landings.getOrDefault(offset, 0);
                if (lands && (times == 0 || (fate == Fate.LANDS_TWICE && times == 1 && i % 3 == 0))) {
                    landings.merge(offset, 1, Integer::sum);
                    landed.add(offset);
                } else if (fate == Fate.DIES && buried.add(offset)) {
                    dead.add(offset);
                }
            }
            account = account.land(landed.build(), 0, true).bury(dead.build());
            due = Math.max(due, end);
            account = read(account.dueUpTo(due), fates);
            check(account, fates, landings, buried);
        }
        OffsetSet.Builder late = new OffsetSet.Builder();
        for (long offset : lateOnes) {
            if (fates.get((int) offset) == Fate.DROPPED && offset < due) {
                landings.merge(offset, 1, Integer::sum);
                late.add(offset);
            }
        }
        check(account.land(late.build(), 0, true).settle(), fates, landings, buried);
    }

    private static PartitionAccount read(PartitionAccount account, List<Fate> fates) {
        PartitionAccount read = account.settle().doubt(0).settle();
        for (OffsetRange gap : read.gaps().ranges()) {
            OffsetSet.Builder present = new OffsetSet.Builder();
            for (long offset = gap.from(); offset < gap.to(); offset++) {
                if (fates.get((int) offset) != Fate.NO_RECORD) {
                    present.add(offset);
                }
            }
            read = read.probed(gap, present.build());
        }
        return read.settle();
    }

    private static void check(
            PartitionAccount account, List<Fate> fates, Map<Long, Integer> landings, Set<Long> buried) {
        long landed = 0;
        long dead = 0;
        long nothing = 0;
        List<Long> missing = new ArrayList<>();
        for (long offset = 0; offset < account.settled(); offset++) {
            if (landings.containsKey(offset)) {
                landed++;
            } else if (buried.contains(offset)) {
                dead++;
            } else if (fates.get((int) offset) == Fate.NO_RECORD) {
                nothing++;
            } else {
                missing.add(offset);
            }
        }
        Tally tally = account.tally();
        assertThat(tally.landed()).isEqualTo(landed);
        assertThat(tally.deadLetters()).isEqualTo(dead);
        assertThat(tally.noRecord()).isEqualTo(nothing);
        assertThat(tally.unknown()).isZero();
        assertThat(tally.missing()).isEqualTo(missing.size());
        assertThat(account.missing()).isEqualTo(OffsetSetTest.of(missing));
        assertThat(tally.duplicates())
                .isEqualTo(
                        landings.values().stream().mapToInt(times -> times - 1).sum());
        assertThat(account.gaps().isEmpty()).isTrue();
        assertThat(account.settled()).isGreaterThanOrEqualTo(account.due());
    }

    @Test
    void nothingIsMissingBeforeItIsDue() {
        PartitionAccount account = fresh().land(OffsetSet.of(0, 3).plus(OffsetSet.of(5, 9)), 0, true)
                .settle();
        assertThat(account.gaps().isEmpty()).isTrue();
        assertThat(account.settled()).isEqualTo(3);
        assertThat(account.dueUpTo(9).gaps()).isEqualTo(OffsetSet.of(3, 5));
        assertThat(account.dueUpTo(4).gaps()).isEqualTo(OffsetSet.of(3, 4));
    }

    @Test
    void whatIsGoneFromTheTopicIsUnknownAndNotMissing() {
        PartitionAccount account = fresh().land(OffsetSet.of(0, 3).plus(OffsetSet.of(5, 9)), 0, true)
                .dueUpTo(9)
                .settle()
                .doubt(4)
                .settle();
        assertThat(account.tally().unknown()).isEqualTo(1);
        assertThat(account.gaps()).isEqualTo(OffsetSet.of(4, 5));
    }

    @Test
    void whatMayHaveBeenInSnapshotsThatNobodySawIsUnknown() {
        PartitionAccount account = fresh().land(OffsetSet.of(0, 3).plus(OffsetSet.of(8, 10)), 0, true)
                .distrust(6)
                .dueUpTo(10)
                .settle()
                .doubt(0);
        assertThat(account.unknown()).isEqualTo(OffsetSet.of(3, 6));
        assertThat(account.gaps()).isEqualTo(OffsetSet.of(6, 8));
    }

    @Test
    void aTableThatBeganWithItsTopicIsTrustedFromTheFirstOffsetThatIsFoundInIt() {
        PartitionAccount seenLate = PartitionAccount.firstSight("id", 0, 20, true);
        PartitionAccount began = seenLate.land(OffsetSet.of(0, 3).plus(OffsetSet.of(5, 9)), 0, true)
                .dueUpTo(9)
                .settle()
                .doubt(0);
        assertThat(began.gaps()).isEqualTo(OffsetSet.of(3, 5));
        PartitionAccount madeAnew = seenLate.land(OffsetSet.of(5, 7).plus(OffsetSet.of(8, 9)), 0, true)
                .dueUpTo(9)
                .settle()
                .doubt(0)
                .probed(new OffsetRange(0, 9), OffsetSet.of(2, 9));
        assertThat(madeAnew.noRecord()).isEqualTo(OffsetSet.of(0, 2));
        assertThat(madeAnew.unknown()).isEqualTo(OffsetSet.of(2, 5));
        assertThat(madeAnew.missing()).isEqualTo(OffsetSet.of(7, 8));
    }

    @Test
    void deadLettersDoNotProveThatTheTableWasThere() {
        PartitionAccount account = PartitionAccount.firstSight("id", 0, 20, true)
                .bury(OffsetSet.of(0, 2))
                .land(OffsetSet.of(5, 7), 0, true)
                .dueUpTo(9)
                .settle()
                .probed(new OffsetRange(0, 9), OffsetSet.of(0, 9));
        assertThat(account.unknown()).isEqualTo(OffsetSet.of(2, 5));
        assertThat(account.missing()).isEqualTo(OffsetSet.of(7, 9));
    }

    @Test
    void aCommitThatCopiesRowsMakesNoDuplicates() {
        PartitionAccount account = fresh().land(OffsetSet.of(0, 9), 0, true).settle();
        assertThat(account.land(OffsetSet.of(2, 5), 0, false).tally().duplicates())
                .isZero();
        assertThat(account.land(OffsetSet.of(2, 5), 1, true).tally().duplicates())
                .isEqualTo(4);
    }

    @Test
    void anotherTableOfTheNameMakesWhatWasMissingUnknown() {
        PartitionAccount account = fresh().dueUpTo(4)
                .probed(new OffsetRange(0, 4), OffsetSet.of(0, 2))
                .settle();
        assertThat(account.tally().missing()).isEqualTo(2);
        PartitionAccount other = account.inAnotherTable(9);
        assertThat(other.tally().missing()).isZero();
        assertThat(other.tally().unknown()).isEqualTo(2);
        assertThat(other.dueUpTo(8).settle().doubt(0).unknown())
                .isEqualTo(OffsetSet.of(0, 2).plus(OffsetSet.of(4, 8)));
    }

    @Test
    void rowsThatARollbackTookAreMissingUntilTheyLandAnew() {
        PartitionAccount account = fresh().land(OffsetSet.of(0, 9), 0, true).settle();
        PartitionAccount undone = account.undo(OffsetSet.of(6, 9));
        assertThat(undone.missing()).isEqualTo(OffsetSet.of(6, 9));
        assertThat(undone.land(OffsetSet.of(6, 9), 0, true).tally()).isEqualTo(new Tally(9, 9, 0, 0, 0, 0, 0, 3));
    }

    @Test
    void aTallyMustAddUp() {
        assertThatThrownBy(() -> new Tally(2, 1, 0, 0, 0, 0, 0, 0))
                .hasMessageStartingWith("Cannot tally offsets: 2 expected, but 1 landed");
    }

    private static PartitionAccount fresh() {
        return PartitionAccount.firstSight("id", 0, 0, true);
    }
}
