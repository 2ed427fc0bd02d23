package io.firn.daemon.command;

/** What a command tells the shell. */
final class ExitCode {
    static final int FINE = 0;
    /** Something is wrong with the lake, a run failed, or nothing could be reached. */
    static final int TROUBLE = 1;
    /** The command line or the configuration is wrong. */
    static final int WRONG_USE = 2;

    private ExitCode() {}
}
