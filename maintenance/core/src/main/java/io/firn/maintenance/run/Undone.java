package io.firn.maintenance.run;

import io.firn.lake.config.DataSize;

/** What became of the wish to put a run's orphans back. */
public sealed interface Undone {
    /** For whoever asked. */
    String words();

    /** The ledger has no such run of this catalog. */
    record UnknownRun(String runId) implements Undone {
        @Override
        public String words() {
            return "Cannot undo run " + runId + ": there is no such run";
        }
    }

    /** Nothing of it is in quarantine: it moved nothing, or all is back or deleted for good by now. */
    record NothingThere(String runId) implements Undone {
        @Override
        public String words() {
            return "nothing of run " + runId + " is in quarantine";
        }
    }

    /** Not now; nothing was changed, or what was is finished when it is asked for again. */
    record Refused(String words) implements Undone {}

    /**
     * @param keptBoth files whose name another file has by now; the old ones stay in quarantine
     * @param gone files that are under neither name
     */
    record Restored(String runId, long files, long bytes, long keptBoth, long gone) implements Undone {
        @Override
        public String words() {
            return files + " files (" + new DataSize(bytes) + ") of run " + runId + " put back"
                    + (keptBoth > 0 ? ", " + keptBoth + " kept in quarantine: another file has their name by now" : "")
                    + (gone > 0 ? ", " + gone + " gone: somebody else deleted them" : "");
        }
    }
}
