package io.firn.maintenance.columnar;

import java.util.Optional;
import java.util.function.Consumer;
import org.apache.parquet.column.statistics.Statistics;

/** What becomes of the pages of one column of the inputs, in their order. One thread. */
interface PageSink {
    /**
     * The ids of the pages that follow are of this dictionary.
     *
     * @param isUsedInPart whether some of its values may be in no page
     */
    void dictionary(ValueDictionary own, boolean isUsedInPart);

    /**
     * Takes the rows of a decoded page, of which there is one at least.
     *
     * @param known bounds and null count of exactly them
     */
    void add(InputPage page, Optional<Statistics<?>> known);

    /** Takes plain pages as they are stored, compressed by the table's codec; absent where all have to be decoded. */
    Optional<Consumer<OutputPage>> stored();
}
