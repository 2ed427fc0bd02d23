package io.firn.lake.config;

/** Reads the section {@code quality}. */
final class QualityReader {
    private QualityReader() {}

    static QualityConfig read(Section section) {
        return new QualityConfig(reconciliation(section.section("reconciliation")));
    }

    private static ReconciliationConfig reconciliation(Section section) {
        return new ReconciliationConfig(
                section.value(
                        "enabled",
                        Kind.FLAG,
                        "true",
                        "whether every offset of the streams' topics is looked for in its table and its dead-letter topic"),
                section.value(
                        "grace",
                        Kind.durationFrom("0s"),
                        "0s",
                        "how long after the pipeline has committed a later offset one may be absent before it is missing"),
                section.value(
                        "freeze-for",
                        Kind.durationFrom("0s"),
                        "7d",
                        "how long missing offsets keep their table's snapshots from being expired"));
    }
}
