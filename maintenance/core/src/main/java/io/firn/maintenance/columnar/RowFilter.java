package io.firn.maintenance.columnar;

import java.util.BitSet;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;

/** Takes deleted rows out of decoded pages of one column: what lies between two of them is moved at once. One thread. */
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
        Pass pass = new Pass(page, own);
        int start = (int) first;
        int row = 0;
        while (row < page.rows()) {
            boolean isDeleted = deleted.get(start + row);
            int next = isDeleted ? deleted.nextClearBit(start + row) : deleted.nextSetBit(start + row);
            int end = next < 0 ? page.rows() : Math.min(page.rows(), next - start);
            if (isDeleted) {
                pass.drop(end - row);
            } else {
                pass.keep(end - row);
            }
            row = end;
        }
        pass.finish();
        return pass.dropped;
    }

    /** One way through a page: where it reads, and where it writes into the same arrays. */
    private final class Pass {
        private final InputPage page;
        private final ValueDictionary own;
        private final Statistics<?> dropped = Statistics.createStats(column.getPrimitiveType());
        private final boolean isPlain;
        private final int[] repetitions;
        private int level;
        private int value;
        private int at;
        private int keptRows;
        private int keptValues;
        private int keptEnd;

        Pass(InputPage page, ValueDictionary own) {
            this.page = page;
            this.own = own;
            this.isPlain = !page.isDictionary() && !layout.isBoolean();
            this.repetitions = column.getMaxRepetitionLevel() == 0
                    ? new int[0]
                    : page.repetitions().array();
            this.at = page.plainFrom();
            this.keptEnd = at;
        }

        void keep(int rows) {
            int end = levelAfter(rows);
            int present = present(end);
            page.keepLevels(level, end);
            if (isPlain) {
                int to = plainAfter(present);
                System.arraycopy(page.plain(), at, page.plain(), keptEnd, to - at);
                keptEnd += to - at;
                at = to;
            } else {
                System.arraycopy(page.numbers(), value, page.numbers(), keptValues, present);
            }
            keptRows += rows;
            keptValues += present;
            value += present;
            level = end;
        }

        void drop(int rows) {
            int end = levelAfter(rows);
            int present = present(end);
            dropped.incrementNumNulls(end - level - present);
            for (int i = 0; i < present; i++, value++) {
                if (isPlain) {
                    int length = layout.lengthAt(page.plain(), at, page.plainTo());
                    layout.update(dropped, page.plain(), at + layout.prefix(), length);
                    at += layout.prefix() + length;
                } else if (layout.isBoolean()) {
                    dropped.updateStats(page.numbers()[value] == 1);
                } else {
                    int id = page.numbers()[value];
                    layout.update(dropped, own.bytes(), own.start(id), own.length(id));
                }
            }
            level = end;
        }

        void finish() {
            page.takeKept(keptRows, keptValues, keptEnd);
        }

        /** Where the levels of so many rows end. */
        private int levelAfter(int rows) {
            if (column.getMaxRepetitionLevel() == 0) {
                return level + rows;
            }
            int end = level + 1;
            for (int begun = 1; end < page.levels(); end++) {
                if (repetitions[end] == 0 && begun++ == rows) {
                    break;
                }
            }
            return end;
        }

        private int present(int end) {
            int max = column.getMaxDefinitionLevel();
            return max == 0 ? end - level : page.definitions().count(max, level, end);
        }

        private int plainAfter(int values) {
            return at + layout.lengthOf(values, page.plain(), at, page.plainTo());
        }
    }
}
