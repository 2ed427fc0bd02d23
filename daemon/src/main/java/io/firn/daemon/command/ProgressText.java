package io.firn.daemon.command;

import io.firn.daemon.view.ProgressView;
import io.firn.daemon.view.Wording;
import java.time.Duration;

/** How far a run is, in few words. */
final class ProgressText {
    private ProgressText() {}

    /** {@code 42 % 1.2M rows, 12 s left}; files where it does not work on rows. */
    static String brief(ProgressView progress) {
        String done = progress.rowsTotal() > 0
                ? Wording.about(progress.rowsDone()) + " rows"
                : Wording.about(progress.filesDone()) + " files";
        return percent(progress) + done + left(progress, ", ");
    }

    /** {@code , 1.2M of 2.9M rows, about 12 s left}: what is known of it, after what is known anyway. */
    static String whileWaiting(ProgressView progress) {
        String rows = progress.rowsTotal() > 0
                ? ", " + Wording.about(progress.rowsDone()) + " of " + Wording.about(progress.rowsTotal()) + " rows"
                : "";
        return rows + left(progress, ", about ");
    }

    /** {@code 42 % at 2026-05-01T00:00:00Z: 5 of 12 files, 1.2 MB of 2.9 MB, 1,200,000 of 2,900,000 rows, 12 s left}. */
    static String whole(ProgressView progress) {
        StringBuilder text = new StringBuilder(percent(progress)).append("at ").append(progress.at());
        text.append(": ").append(Wording.count(progress.filesDone()));
        text.append(" of ").append(Wording.count(progress.filesTotal())).append(" files");
        if (progress.bytesTotal() > 0) {
            text.append(", ").append(Wording.bytes(progress.bytesDone()));
            text.append(" of ").append(Wording.bytes(progress.bytesTotal()));
        }
        if (progress.rowsTotal() > 0) {
            text.append(", ").append(Wording.count(progress.rowsDone()));
            text.append(" of ").append(Wording.count(progress.rowsTotal())).append(" rows");
        }
        return text.append(left(progress, ", ")).toString();
    }

    private static String percent(ProgressView progress) {
        return progress.percent().map(percent -> percent + " % ").orElse("");
    }

    private static String left(ProgressView progress, String before) {
        return progress.secondsLeft()
                .map(seconds -> before + Wording.age(Duration.ofSeconds(seconds)) + " left")
                .orElse("");
    }
}
