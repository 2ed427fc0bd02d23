package io.firn.local.supervise;

/** What the exit code of a process says. */
final class ExitCode {
    /** Wrong use or configuration. */
    static final int REFUSAL = 2;

    private static final int SIGNAL = 128;
    private static final int OUT_OF_MEMORY = 3;

    private ExitCode() {}

    static String explain(int code) {
        return switch (code) {
            case OUT_OF_MEMORY -> "exit code 3: out of memory";
            case SIGNAL + 6 -> "it crashed: signal 6";
            case SIGNAL + 9 -> "killed: signal 9";
            case SIGNAL + 15 -> "ended by signal 15";
            default -> "exit code " + code;
        };
    }
}
