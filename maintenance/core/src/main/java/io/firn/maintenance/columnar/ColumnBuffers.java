package io.firn.maintenance.columnar;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What one thread decodes and encodes pages in, one column after the other: new ones for each would be most of the garbage. */
final class ColumnBuffers implements AutoCloseable {
    final ByteArrays arrays;
    final PageCodec codec;
    final InputPage page;
    final Levels repetitions = new Levels();
    final Levels definitions = new Levels();
    /** Dictionary ids, or booleans. */
    int[] numbers = new int[1 << 12];
    /** Plain values. */
    byte[] plain = new byte[1 << 14];

    byte[] encoded = new byte[1 << 14];
    /** Of the output. */
    final ValueDictionary dictionary = new ValueDictionary();
    /** The dictionary of the chunk that is read. */
    byte[] ownPlain = new byte[1 << 12];

    int[] ownOffsets = new int[1 << 10];
    /** Its ids in the output. */
    int[] map = new int[1 << 10];

    ColumnBuffers(WriteSettings settings, int pageBytes, ByteArrays arrays) {
        this.arrays = arrays;
        this.codec = new PageCodec(settings, pageBytes);
        this.page = new InputPage(codec);
    }

    @Override
    public void close() {
        codec.close();
    }

    /** Those that nobody uses now; there come to be as many as threads. */
    static final class Pool implements AutoCloseable {
        private final WriteSettings settings;
        private final int pageBytes;
        private final ByteArrays arrays;
        private final Queue<ColumnBuffers> free = new ConcurrentLinkedQueue<>();

        /**
         * None yet.
         *
         * @param pageBytes that a page may have, uncompressed
         * @param arrays for what becomes of pages
         */
        Pool(WriteSettings settings, int pageBytes, ByteArrays arrays) {
            this.settings = settings;
            this.pageBytes = pageBytes;
            this.arrays = arrays;
        }

        ColumnBuffers take() {
            ColumnBuffers taken = free.poll();
            return taken == null ? new ColumnBuffers(settings, pageBytes, arrays) : taken;
        }

        void give(ColumnBuffers buffers) {
            free.add(buffers);
        }

        @Override
        public void close() {
            for (ColumnBuffers next = free.poll(); next != null; next = free.poll()) {
                next.close();
            }
        }
    }
}
