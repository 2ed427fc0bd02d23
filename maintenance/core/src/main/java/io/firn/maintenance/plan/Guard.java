package io.firn.maintenance.plan;

/**
 * What keeps an operation from destroying data or waking people, one constant a hazard; {@code
 * docs/operations/safety.md} has the bug behind each, its setting and its test.
 */
public enum Guard {
    H1("writer checkpoint"),
    H2("position of another engine"),
    H3("commit in flight"),
    H4("stale metadata"),
    H5("shared location"),
    H6("differing scheme"),
    H7("encoded name"),
    H8("incomplete reachability"),
    H9("retained reference"),
    H10("dropped reference"),
    H11("unfinished deletion"),
    H12("concurrent writer"),
    H13("table lease"),
    H14("dangling delete"),
    H15("unknown commit"),
    H16("reader position"),
    H17("second maintainer"),
    H18("row lineage"),
    H19("missing live file"),
    H20("lost lease"),
    H21("writers' clocks");

    private final String words;

    Guard(String words) {
        this.words = words;
    }

    /** What it watches, in two or three words. */
    public String words() {
        return words;
    }
}
