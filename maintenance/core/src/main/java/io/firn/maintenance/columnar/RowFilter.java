package io.firn.maintenance.columnar;

import java.util.BitSet;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;

/** Takes deleted rows out of a decoded page of one column. */
final class RowFilter {
    private final ColumnDescriptor column;
    private final ValueLayout layout;

    RowFilter(ColumnDescriptor column) {
        this.column = column;
        this.layout = ValueLayout.of(column.getPrimitiveType());
    }

    /**
     * Takes them out.
     *
     * @param deleted positions in the file
     * @param first position of the page's first row
     * @return bounds and null count of what was taken out
     */
    Statistics<?> drop(InputPage page, BitSet deleted, long first, ValueDictionary own) {
        Statistics<?> dropped = Statistics.createStats(column.getPrimitiveType());
        int maxRepetition = column.getMaxRepetitionLevel();
        int maxDefinition = column.getMaxDefinitionLevel();
        int[] repetitions = page.repetitions().array();
        int[] definitions = page.definitions().array();
        int[] numbers = page.numbers();
        byte[] plain = page.plain();
        boolean isPlain = !page.isDictionary() && !layout.isBoolean();
        int row = (int) first - 1;
        int rows = 0;
        int levels = 0;
        int value = 0;
        int values = 0;
        int at = page.plainFrom();
        int end = at;
        boolean isDeleted = false;
        for (int i = 0; i < page.levels(); i++) {
            if (maxRepetition == 0 || repetitions[i] == 0) {
                isDeleted = deleted.get(++row);
                rows += isDeleted ? 0 : 1;
            }
            boolean hasValue = maxDefinition == 0 || definitions[i] == maxDefinition;
            int length = hasValue && isPlain ? layout.prefix() + layout.lengthAt(plain, at, page.plainTo()) : 0;
            if (!isDeleted) {
                if (maxRepetition > 0) {
                    repetitions[levels] = repetitions[i];
                }
                if (maxDefinition > 0) {
                    definitions[levels] = definitions[i];
                }
                levels++;
                if (hasValue) {
                    if (isPlain) {
                        System.arraycopy(plain, at, plain, end, length);
                        end += length;
                    } else {
                        numbers[values] = numbers[value];
                    }
                    values++;
                }
            } else if (!hasValue) {
                dropped.incrementNumNulls();
            } else if (isPlain) {
                layout.update(dropped, plain, at + layout.prefix(), length - layout.prefix());
            } else if (layout.isBoolean()) {
                dropped.updateStats(numbers[value] == 1);
            } else {
                int id = numbers[value];
                layout.update(dropped, own.bytes(), own.start(id), own.length(id));
            }
            at += length;
            value += hasValue ? 1 : 0;
        }
        page.shrink(levels, values, rows, end);
        return dropped;
    }
}
