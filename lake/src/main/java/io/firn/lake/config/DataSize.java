package io.firn.lake.config;

import java.util.Locale;

/** A number of bytes; prints and parses with binary units, {@code 128MB} being 128 x 1024 x 1024 bytes. */
public record DataSize(long bytes) implements Comparable<DataSize> {
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("Cannot have a negative size: " + bytes);
        }
    }

    public static DataSize megabytes(long megabytes) {
        return new DataSize(Math.multiplyExact(megabytes, 1L << 20));
    }

    /** Reads {@code 128MB}, {@code 1GB}, {@code 512 KB} or a plain number of bytes. */
    public static DataSize parse(String text) {
        String trimmed = text.strip().toUpperCase(Locale.ROOT);
        int end = 0;
        while (end < trimmed.length() && Character.isDigit(trimmed.charAt(end))) {
            end++;
        }
        String unit = trimmed.substring(end).strip();
        for (int power = 0; power < UNITS.length; power++) {
            boolean unitMatches = unit.equals(UNITS[power]) || (power == 0 && unit.isEmpty());
            if (end > 0 && unitMatches) {
                try {
                    long number = Long.parseLong(trimmed.substring(0, end));
                    return new DataSize(Math.multiplyExact(number, 1L << (10 * power)));
                } catch (ArithmeticException | NumberFormatException e) {
                    throw new IllegalArgumentException("Cannot read size: '" + text + "' is too large", e);
                }
            }
        }
        throw new IllegalArgumentException(
                "Cannot read size: '" + text + "' is not a number with a unit of B, KB, MB, GB or TB");
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        int power = 0;
        long value = bytes;
        while (value != 0 && value % 1024 == 0 && power < UNITS.length - 1) {
            value /= 1024;
            power++;
        }
        return value + UNITS[power];
    }
}
