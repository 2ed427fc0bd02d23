package io.firn.quality.scan;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A hash of 128 bits of a key, so that keys of any length take the same memory and no value of a patient is kept. Among 10^9
 * different keys the chance of a false duplicate is below 10^-20. Seeded: nobody can prepare keys that collide.
 */
final class KeyHash {
    private final long seed1;
    private final long seed2;
    private long high;
    private long low;

    KeyHash(long seed1, long seed2) {
        this.seed1 = seed1;
        this.seed2 = seed2;
    }

    KeyHash reset() {
        high = seed1;
        low = seed2;
        return this;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    /** Adds a value of a type that Iceberg's generic reader gives. */
    KeyHash add(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            word(((Number) value).longValue());
        } else if (value instanceof Double number) {
            word(Double.doubleToLongBits(number == 0 ? 0 : number));
        } else if (value instanceof Float number) {
            word(Double.doubleToLongBits(number == 0 ? 0 : number.doubleValue()));
        } else if (value instanceof Boolean flag) {
            word(flag ? 1 : 0);
        } else if (value instanceof LocalDate date) {
            word(date.toEpochDay());
        } else if (value instanceof LocalTime time) {
            word(time.toNanoOfDay());
        } else if (value instanceof LocalDateTime time) {
            word(time.toLocalDate().toEpochDay());
            word(time.toLocalTime().toNanoOfDay());
        } else if (value instanceof OffsetDateTime time) {
            word(time.toInstant().getEpochSecond());
            word(time.getNano());
        } else if (value instanceof UUID uuid) {
            word(uuid.getMostSignificantBits());
            word(uuid.getLeastSignificantBits());
        } else if (value instanceof byte[] bytes) {
            bytes(ByteBuffer.wrap(bytes));
        } else if (value instanceof ByteBuffer bytes) {
            bytes(bytes.duplicate());
        } else {
            // Text, and decimals, of which a column has one scale.
            text(value.toString());
        }
        return this;
    }

    private void text(String text) {
        word(text.length());
        long word = 0;
        for (int i = 0; i < text.length(); i++) {
            word = (word << 16) | text.charAt(i);
            if ((i & 3) == 3) {
                word(word);
                word = 0;
            }
        }
        word(word);
    }

    private void bytes(ByteBuffer bytes) {
        word(bytes.remaining());
        while (bytes.remaining() >= Long.BYTES) {
            word(bytes.getLong());
        }
        long word = 0;
        while (bytes.hasRemaining()) {
            word = (word << 8) | (bytes.get() & 0xff);
        }
        word(word);
    }

    /** Both halves are permutations of the word for any state before it: keys of one word never collide. */
    private void word(long word) {
        high = mix(high ^ word);
        low = mix(Long.rotateLeft(low, 31) + word * 0x9E3779B97F4A7C15L);
    }

    /** David Stafford's variant 13 of MurmurHash3's finalizer, as in {@code java.util.SplittableRandom}. */
    private static long mix(long word) {
        long mixed = (word ^ (word >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
