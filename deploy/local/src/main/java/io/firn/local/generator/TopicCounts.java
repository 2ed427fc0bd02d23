package io.firn.local.generator;

/**
 * What was sent to one topic and acknowledged.
 *
 * @param sent all records, those below included
 * @param rows what its table must hold in the end
 */
record TopicCounts(long sent, long malformed, long duplicates, long late, long rows) {
    static final TopicCounts NONE = new TopicCounts(0, 0, 0, 0, 0);

    TopicCounts plus(TrialTopic topic, EventKind kind, long position) {
        boolean isRow =
                switch (topic.landing()) {
                    case EVERY_RECORD -> kind != EventKind.MALFORMED;
                    case NEWEST_OF_A_KEY -> Population.introduces(position);
                };
        return new TopicCounts(
                sent + 1,
                malformed + (kind == EventKind.MALFORMED ? 1 : 0),
                duplicates + (kind == EventKind.DUPLICATE ? 1 : 0),
                late + (kind == EventKind.LATE ? 1 : 0),
                rows + (isRow ? 1 : 0));
    }
}
