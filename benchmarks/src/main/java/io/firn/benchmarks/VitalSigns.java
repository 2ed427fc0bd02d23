package io.firn.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/** Measurements of invented subjects, as JSON of about 300 bytes; the same seed gives the same ones. */
final class VitalSigns {
    private static final Instant FIRST_VISIT = Instant.parse("2026-01-05T08:00:00Z");
    private static final Test[] TESTS = {
        new Test("SYSBP", "Systolic Blood Pressure", "mmHg", 90, 170),
        new Test("DIABP", "Diastolic Blood Pressure", "mmHg", 50, 110),
        new Test("PULSE", "Pulse Rate", "beats/min", 45, 130),
        new Test("TEMP", "Temperature", "C", 35.2, 39.5),
        new Test("RESP", "Respiratory Rate", "breaths/min", 10, 28),
    };
    private static final String[] POSITIONS = {"SITTING", "STANDING", "SUPINE"};

    private final SplittableRandom random;

    private record Test(String code, String name, String unit, double low, double high) {}

    VitalSigns(long seed) {
        this.random = new SplittableRandom(seed);
    }

    byte[] event(long sequence) {
        Test test = TESTS[(int) (sequence % TESTS.length)];
        double value = Math.round(random.nextDouble(test.low(), test.high()) * 10) / 10.0;
        int site = random.nextInt(1, 60);
        int visit = random.nextInt(1, 14);
        return """
                {"STUDYID":"FIRN-BENCH-01","SITEID":"%03d","USUBJID":"FIRN-BENCH-01-%03d-%05d","VSSEQ":%d,\
                "VSTESTCD":"%s","VSTEST":"%s","VSPOS":"%s","VSORRES":"%s","VSORRESU":"%s","VSSTRESN":%s,\
                "VISITNUM":%d,"VISIT":"WEEK %d","VSDTC":"%s","VSBLFL":%s}""".formatted(
                        site,
                        site,
                        random.nextInt(1, 100_000),
                        sequence,
                        test.code(),
                        test.name(),
                        POSITIONS[random.nextInt(POSITIONS.length)],
                        String.format(Locale.ROOT, "%.1f", value),
                        test.unit(),
                        value,
                        visit,
                        visit * 2,
                        FIRST_VISIT.plusSeconds(visit * 1_209_600L + random.nextInt(28_800)),
                        visit == 1)
                .getBytes(StandardCharsets.UTF_8);
    }
}
