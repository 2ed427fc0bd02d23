package io.firn.alerts.publish;

/** What became of an attempt to tell a receiver something. */
public sealed interface Answer {
    /** It has it. */
    record Delivered() implements Answer {}

    /** It could not be reached or could not take it now: it is tried again. */
    record Failed(String reason) implements Answer {}

    /** It does not want it, and will not want it if it is told the same again. */
    record Refused(String reason) implements Answer {}

    /**
     * By the status of an HTTP answer. Redirects are not followed, since they could lead anywhere.
     *
     * @param words the beginning of its body
     */
    static Answer of(int status, String words) {
        if (status >= 200 && status < 300) {
            return new Delivered();
        }
        String line = words.replaceAll("\\p{Cntrl}+", " ").strip();
        String reason = "it answered " + status + (line.isEmpty() ? "" : ": " + line);
        if (status >= 300 && status < 400) {
            return new Refused(reason + ", and redirects are not followed");
        }
        boolean later = status == 408 || status == 425 || status == 429 || status >= 500;
        return later ? new Failed(reason) : new Refused(reason);
    }
}
