package io.firn.metrics.cloudwatch;

/** One value to send. It is a number: what is not known is not sent. */
record Datum(Metric metric, Unit unit, double value) {
    Datum {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("Cannot send " + metric.name() + ": " + value);
        }
    }

    /** By CloudWatch's names. */
    enum Unit {
        COUNT("Count"),
        BYTES("Bytes"),
        SECONDS("Seconds"),
        NONE("None");

        private final String label;

        Unit(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }
}
