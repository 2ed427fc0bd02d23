package io.firn.quality.anomaly;

/** Which earlier points one is compared with. */
public enum Basis {
    HOUR_OF_WEEK("points of the same hour of the week"),
    HOUR_OF_DAY("points of the same hour of the day"),
    ALL("earlier points");

    private final String words;

    Basis(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
