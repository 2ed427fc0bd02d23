package io.firn.maintenance.columnar;

import java.util.Arrays;

/** Levels of one bit each, packed as Parquet packs them: taken over, counted and written sixty-four at a time. One thread. */
final class Bits {
    /** Words in one packed run, so that its header is one byte, as in files of other writers. */
    private static final int MOST_WORDS = 7;

    private long[] words = new long[1 << 6];
    private int count;

    /** Takes all out. */
    void clear() {
        Arrays.fill(words, 0, Math.min(words.length, (count >>> 6) + 2), 0);
        count = 0;
    }

    /** How many are 1. */
    int ones() {
        return ones(0, count);
    }

    /** How many from one to another are 1. */
    int ones(int from, int to) {
        int ones = 0;
        for (int at = from; at < to; at += Long.SIZE) {
            int some = Math.min(to - at, Long.SIZE);
            ones += Long.bitCount(some == Long.SIZE ? bits(at) : bits(at) & ((1L << some) - 1));
        }
        return ones;
    }

    /** The sixty-four from one on. */
    private long bits(int from) {
        int word = from >>> 6;
        int shift = from & 63;
        return shift == 0 || word + 1 == words.length
                ? words[word] >>> shift
                : (words[word] >>> shift) | (words[word + 1] << (Long.SIZE - shift));
    }

    boolean first() {
        return (words[0] & 1) != 0;
    }

    /** The same so many times. */
    void addRun(int bit, int more) {
        grow(more);
        for (int left = more; left > 0; left -= Long.SIZE) {
            add(bit == 0 ? 0 : -1L, Math.min(left, Long.SIZE));
        }
    }

    /** Those of another from one to another. */
    void add(Bits more, int from, int to) {
        grow(to - from);
        for (int at = from; at < to; at += Long.SIZE) {
            add(more.bits(at), Math.min(to - at, Long.SIZE));
        }
    }

    /** So many that begin with the lowest bit of a byte. */
    private void add(byte[] bytes, int from, int more) {
        for (int at = 0; at < more; at += Long.SIZE) {
            add(LittleEndian.longAt(bytes, from + (at >>> 3)), Math.min(more - at, Long.SIZE));
        }
    }

    private void add(long bits, int more) {
        long kept = more == Long.SIZE ? bits : bits & ((1L << more) - 1);
        int word = count >>> 6;
        int shift = count & 63;
        words[word] |= kept << shift;
        if (shift + more > Long.SIZE) {
            words[word + 1] = kept >>> (Long.SIZE - shift);
        }
        count += more;
    }

    private void grow(int more) {
        int needed = ((count + more) >>> 6) + 2;
        if (words.length < needed) {
            words = Arrays.copyOf(words, Math.max(needed, 2 * words.length));
        }
    }

    /**
     * Reads so many from run lengths.
     *
     * @param bytes with {@link LittleEndian#SLACK} past {@code to}
     * @throws CorruptPageException if they are not all there
     */
    void decode(byte[] bytes, int from, int to, int wanted) {
        clear();
        grow(wanted);
        RunLengths.Cursor cursor = new RunLengths.Cursor(bytes, from, to);
        while (count < wanted) {
            int length = cursor.next();
            if (cursor.isPacked()) {
                int packed = (int) Math.min((long) length * Byte.SIZE, wanted - count);
                if (to - cursor.at() < (packed + 7) >>> 3) {
                    throw new CorruptPageException("packed values that are cut off");
                }
                add(bytes, cursor.at(), packed);
                cursor.skip(length);
            } else {
                if (cursor.at() >= to) {
                    throw new CorruptPageException("a run without its value");
                }
                int bit = bytes[cursor.at()] & 0xff;
                if (bit > 1) {
                    throw new CorruptPageException("a level beyond its column's");
                }
                addRun(bit, Math.min(length, wanted - count));
                cursor.skip(1);
            }
        }
    }

    /** Writes them as run lengths and says where they end. */
    int encode(byte[] bytes, int from) {
        int at = from;
        int done = 0;
        while (done < count) {
            int same = sameWords(done >>> 6);
            if (same > 0) {
                int run = Math.min(count - done, same << 6);
                at = RunLengths.encodeRun((int) (words[done >>> 6] & 1), run, 1, bytes, at);
                done += run;
            } else {
                int header = at++;
                int groups = 0;
                for (int i = 0; i < MOST_WORDS && done < count && sameWords(done >>> 6) == 0; i++) {
                    int some = Math.min(count - done, Long.SIZE);
                    LittleEndian.putLong(bytes, at, words[done >>> 6]);
                    groups += (some + 7) >>> 3;
                    at += (some + 7) >>> 3;
                    done += some;
                }
                bytes[header] = (byte) ((groups << 1) | 1);
            }
        }
        return at;
    }

    /** How many words from one on are all of the same bit; the last may be short. */
    private int sameWords(int first) {
        int end = (count + 63) >>> 6;
        int word = first;
        while (word < end && isSame(word, words[first] & 1)) {
            word++;
        }
        return word - first;
    }

    private boolean isSame(int word, long bit) {
        int rest = Math.min(Long.SIZE, count - (word << 6));
        long all = rest == Long.SIZE ? -1L : (1L << rest) - 1;
        return words[word] == (bit == 0 ? 0 : all);
    }

    /** Writes each into an array that is as long. */
    void copyTo(int[] array) {
        for (int i = 0; i < count; i++) {
            array[i] = (int) (words[i >>> 6] >>> (i & 63)) & 1;
        }
    }
}
