package io.firn.maintenance.columnar;

import java.util.BitSet;
import java.util.Optional;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.PrimitiveType;

/** Null counts and bounds of pages of one column chunk: what is known of them if it still holds, else computed anew. */
final class PageStatistics {
    /** Column indexes cut bounds to 64 bytes, or a character less. */
    private static final int LEAST_CUT_BYTES = 60;

    private final PrimitiveType type;
    private final ValueLayout layout;
    private final FloatTotals floats;

    PageStatistics(PrimitiveType type) {
        this.type = type;
        this.layout = ValueLayout.of(type);
        this.floats = new FloatTotals(layout);
    }

    /** Of all pages so far; absent for columns of other types. */
    Optional<FloatTotals> floats() {
        return layout.isFloatingPoint() ? Optional.of(floats) : Optional.empty();
    }

    /** @param known of exactly this page, where it is */
    Statistics<?> of(InputPage page, ValueDictionary own, Optional<Statistics<?>> known) {
        known.ifPresent(whole -> addCopied(page.levels(), whole));
        return known.orElseGet(() -> page.isDictionary() ? ofIds(page, own) : ofPlain(page));
    }

    /** Takes a page into the totals of which all is known, and so that it has no NaN. */
    void addCopied(int entries, Statistics<?> whole) {
        if (layout.isFloatingPoint()) {
            floats.add(entries, whole);
        }
    }

    /** What was known of a page, without what was dropped from it; empty if a bound may be gone or be cut short. */
    static Optional<Statistics<?>> without(Optional<Statistics<?>> known, Statistics<?> dropped) {
        return known.filter(whole -> !dropped.hasNonNullValue() || (isWhole(whole) && isWithin(dropped, whole)))
                .map(whole -> of(
                        whole.type(),
                        whole.hasNonNullValue() ? Optional.of(whole) : Optional.empty(),
                        whole.getNumNulls() - dropped.getNumNulls()));
    }

    private static boolean isWhole(Statistics<?> bounds) {
        return bounds.hasNonNullValue()
                && Math.max(bounds.getMinBytes().length, bounds.getMaxBytes().length) < LEAST_CUT_BYTES;
    }

    /** Of the bounds of others, which may be of a column of another name. */
    static Statistics<?> of(PrimitiveType type, Optional<Statistics<?>> bounds, long nulls) {
        Statistics.Builder builder = Statistics.getBuilderForReading(type).withNumNulls(nulls);
        bounds.ifPresent(of -> builder.withMin(of.getMinBytes()).withMax(of.getMaxBytes()));
        return builder.build();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Both are of the column's type.
    private static boolean isWithin(Statistics dropped, Statistics whole) {
        return whole.comparator().compare(dropped.genericGetMin(), whole.genericGetMin()) > 0
                && whole.comparator().compare(dropped.genericGetMax(), whole.genericGetMax()) < 0;
    }

    private Statistics<?> ofIds(InputPage page, ValueDictionary own) {
        ValueBounds bounds = new ValueBounds(type, own.bytes(), nulls(page));
        int[] ids = page.numbers();
        BitSet seen = new BitSet(own.size());
        BitSet nans = new BitSet();
        for (int i = 0; i < page.values(); i++) {
            int id = ids[i];
            if (!seen.get(id)) {
                seen.set(id);
                bounds.add(own.start(id), own.length(id));
                nans.set(id, layout.isFloatingPoint() && floats.take(own.bytes(), own.start(id)));
            }
        }
        if (layout.isFloatingPoint()) {
            floats.count(page.values(), nans.isEmpty() ? 0 : count(ids, page.values(), nans));
        }
        return bounds.end();
    }

    private static int count(int[] ids, int values, BitSet of) {
        int count = 0;
        for (int i = 0; i < values; i++) {
            count += of.get(ids[i]) ? 1 : 0;
        }
        return count;
    }

    private Statistics<?> ofPlain(InputPage page) {
        return layout.isBoolean() ? ofBooleans(page) : ofValues(page);
    }

    private Statistics<?> ofBooleans(InputPage page) {
        Statistics<?> statistics = nulls(page);
        for (int i = 0; i < page.values(); i++) {
            statistics.updateStats(page.numbers()[i] == 1);
        }
        return statistics;
    }

    private Statistics<?> ofValues(InputPage page) {
        ValueBounds bounds = new ValueBounds(type, page.plain(), nulls(page));
        int at = page.plainFrom();
        for (int i = 0; i < page.values(); i++) {
            int length = layout.lengthAt(page.plain(), at, page.plainTo());
            at += layout.prefix();
            if (layout.isFloatingPoint()) {
                floats.add(page.plain(), at);
            }
            bounds.add(at, length);
            at += length;
        }
        return bounds.end();
    }

    private Statistics<?> nulls(InputPage page) {
        Statistics<?> statistics = Statistics.createStats(type);
        statistics.incrementNumNulls(page.levels() - page.values());
        floats.addEntries(page.levels());
        return statistics;
    }
}
