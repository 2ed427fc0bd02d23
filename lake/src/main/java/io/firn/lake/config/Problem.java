package io.firn.lake.config;

/**
 * One thing that is wrong with a configuration, and where: {@code file:line:column: message}. Lines and columns count
 * from 1; both are 0 where no line is to blame, as for a section that is missing altogether.
 */
public record Problem(String source, int line, int column, String message) {
    @Override
    public String toString() {
        return line == 0 ? source + ": " + message : source + ":" + line + ":" + column + ": " + message;
    }
}
