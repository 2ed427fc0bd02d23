package io.firn.quality.scan;

import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;

/** What a row must pass, once bound to the schema of the rows that are read. */
interface RowTest {
    Bound bind(Schema schema);

    interface Bound {
        boolean passes(StructLike row);
    }
}
