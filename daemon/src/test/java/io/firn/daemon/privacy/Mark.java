package io.firn.daemon.privacy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * A value of a row that occurs nowhere else, and every form in which it could leave: as people and programs write it, cut short as
 * bounds are, and as the bytes of a bound.
 */
record Mark(String column, Set<String> forms) {
    /** Bounds of strings end there, and so may what is printed of them. */
    private static final int SHORTEST = 8;

    static Mark of(String column, Type type, Object value) {
        List<String> forms = new ArrayList<>();
        if (value instanceof CharSequence text) {
            forms.add(text.toString().substring(0, SHORTEST));
            bytes(forms, text.toString().getBytes(StandardCharsets.UTF_8), SHORTEST);
        } else if (value instanceof byte[] raw) {
            forms.add(new String(raw, StandardCharsets.UTF_8).substring(0, SHORTEST));
            bytes(forms, raw, SHORTEST);
        } else if (value instanceof Number number) {
            number(forms, new BigDecimal(number.toString()));
            bytes(forms, bound(type, value), Integer.MAX_VALUE);
        } else if (value instanceof LocalDate date) {
            forms.add(date.toString());
            time(forms, date.atStartOfDay().toInstant(ZoneOffset.UTC));
            number(forms, BigDecimal.valueOf(date.toEpochDay()));
        } else if (value instanceof LocalTime time) {
            forms.add(time.truncatedTo(ChronoUnit.SECONDS).toString());
            number(forms, BigDecimal.valueOf(time.toNanoOfDay() / 1_000));
        } else if (value instanceof LocalDateTime time) {
            time(forms, time.toInstant(ZoneOffset.UTC));
        } else if (value instanceof OffsetDateTime time) {
            time(forms, time.toInstant());
        } else {
            forms.add(value.toString());
            if (type.typeId() == Type.TypeID.UUID) {
                bytes(forms, bound(type, value), Integer.MAX_VALUE);
            }
        }
        return new Mark(column, Set.copyOf(new LinkedHashSet<>(forms)));
    }

    /** Whether it is in the text, in any of its forms. */
    boolean isIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return forms.stream().anyMatch(form -> lower.contains(form.toLowerCase(Locale.ROOT)));
    }

    /** Where it is in the text. */
    String around(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int at = forms.stream()
                .mapToInt(form -> lower.indexOf(form.toLowerCase(Locale.ROOT)))
                .filter(index -> index >= 0)
                .min()
                .orElseThrow();
        return text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 100));
    }

    private static void time(List<String> forms, Instant time) {
        String iso = time.truncatedTo(ChronoUnit.SECONDS)
                .atOffset(ZoneOffset.UTC)
                .toLocalDateTime()
                .toString();
        forms.add(iso);
        forms.add(iso.replace('T', ' '));
        forms.add(iso.substring(0, "1931-07-19".length()));
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, time);
        number(forms, BigDecimal.valueOf(micros));
        number(forms, BigDecimal.valueOf(time.toEpochMilli()));
        number(forms, BigDecimal.valueOf(time.toEpochMilli(), 3));
        number(forms, BigDecimal.valueOf(time.getEpochSecond()));
        bytes(forms, bound(Types.LongType.get(), micros), Integer.MAX_VALUE);
    }

    private static void number(List<String> forms, BigDecimal number) {
        NumberFormat grouped = NumberFormat.getInstance(Locale.ROOT);
        grouped.setMaximumFractionDigits(9);
        forms.add(number.stripTrailingZeros().toPlainString());
        forms.add(grouped.format(number));
        forms.add(Double.toString(number.doubleValue()));
    }

    private static byte[] bound(Type type, Object value) {
        ByteBuffer buffer = Conversions.toByteBuffer(type, value);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static void bytes(List<String> forms, byte[] bytes, int most) {
        byte[] first = bytes.length <= most ? bytes : java.util.Arrays.copyOf(bytes, most);
        forms.add(HexFormat.of().formatHex(first));
        // Without its end, which depends on what follows.
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(first);
        forms.add(base64.substring(0, base64.length() - 1));
    }
}
