package io.firn.maintenance.plan;

/** What keeps a snapshot from expiring; the first that applies, in this order, is the one that counts. */
public enum Hold {
    YOUNG("younger than keep-for"),
    BRANCH("head of a branch"),
    OWN_RETENTION("held by a branch's own retention"),
    KEEP_AT_LEAST("held by keep-at-least"),
    WRITER("held by a writer's last checkpoint"),
    POSITION("held by another engine's position"),
    READER("held by a registered reader"),
    TAG("held by a tag"),
    STAGED("staged and not published");

    private final String words;

    Hold(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
