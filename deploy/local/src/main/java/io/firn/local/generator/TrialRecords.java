package io.firn.local.generator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;

/** What the records say: made up, but each value where a clinician would expect it. */
final class TrialRecords {
    private record Measure(String code, double mean, double deviation, String unit) {
        double value(SplittableRandom random) {
            double sum = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
            return Math.round((mean + 2 * deviation * sum) * 10) / 10.0;
        }
    }

    private static final List<Measure> VITAL_SIGNS = List.of(
            new Measure("SYSBP", 124, 12, "mmHg"),
            new Measure("DIABP", 78, 8, "mmHg"),
            new Measure("PULSE", 72, 9, "beats/min"),
            new Measure("TEMP", 36.8, 0.4, "C"),
            new Measure("WEIGHT", 74, 11, "kg"));
    private static final List<Measure> LABS = List.of(
            new Measure("ALT", 24, 7, "U/L"),
            new Measure("CREAT", 78, 14, "umol/L"),
            new Measure("GLUC", 5.4, 0.8, "mmol/L"),
            new Measure("HGB", 8.7, 0.8, "mmol/L"));
    private static final List<String> TERMS =
            List.of("HEADACHE", "NAUSEA", "FATIGUE", "DIZZINESS", "RASH", "ARTHRALGIA", "INSOMNIA");
    private static final List<String> SEVERITIES = List.of("MILD", "MILD", "MILD", "MODERATE", "MODERATE", "SEVERE");
    private static final List<String> COUNTRIES = List.of("USA", "DEU", "JPN", "BRA", "DNK");
    private static final List<String> SITE_STATES = List.of("OPEN", "RECRUITING", "RECRUITING", "CLOSED");
    private static final List<String> SUBJECT_STATES =
            List.of("SCREENED", "RANDOMIZED", "ON TREATMENT", "ON TREATMENT", "COMPLETED", "WITHDRAWN");

    private TrialRecords() {}

    static ObjectNode record(TrialTopic topic, long number, long position, Instant time, SplittableRandom random) {
        String at = time.truncatedTo(ChronoUnit.MILLIS).toString();
        return switch (topic) {
            case STUDIES ->
                object().put("STUDYID", Population.study(number))
                        .put("TITLE", "Study " + (number + 1) + " of a treatment that does not exist")
                        .put("PHASE", 2 + number % 2)
                        .put("UPDATED", at);
            case SITES ->
                object().put("STUDYID", Population.studyOfSite(number))
                        .put("SITEID", Population.site(number))
                        .put("COUNTRY", COUNTRIES.get((int) (number % COUNTRIES.size())))
                        .put("STATUS", pick(SITE_STATES, random))
                        .put("UPDATED", at);
            case SUBJECTS ->
                subject(number)
                        .put("SITEID", Population.site(Population.siteOfSubject(number)))
                        .put("AGE", 18 + Math.floorMod(number * 37, 65))
                        .put("SEX", number % 2 == 0 ? "F" : "M")
                        .put("ARM", number % 3 == 0 ? "Placebo" : "Active")
                        .put("STATUS", pick(SUBJECT_STATES, random))
                        .put("UPDATED", at);
            case VITAL_SIGNS -> {
                Measure measure = VITAL_SIGNS.get(random.nextInt(VITAL_SIGNS.size()));
                yield subject(number)
                        .put("VSSEQ", position)
                        .put("VSTESTCD", measure.code())
                        .put("VSSTRESN", measure.value(random))
                        .put("VSSTRESU", measure.unit())
                        .put("VSDTC", at);
            }
            case LABS -> {
                Measure measure = LABS.get(random.nextInt(LABS.size()));
                double value = measure.value(random);
                ObjectNode lab = subject(number)
                        .put("LBSEQ", position)
                        .put("LBTESTCD", measure.code())
                        .put("LBSTRESN", value)
                        .put("LBSTRESU", measure.unit())
                        .put("LBDTC", at);
                // The laboratory began to send this later: the table grows a column.
                yield position < 2_000
                        ? lab
                        : lab.put("LBNRIND", value > measure.mean() + measure.deviation() ? "HIGH" : "NORMAL");
            }
            case ADVERSE_EVENTS ->
                subject(number)
                        .put("AESEQ", position)
                        .put("AETERM", pick(TERMS, random))
                        .put("AESEV", pick(SEVERITIES, random))
                        .put("AESER", random.nextInt(50) == 0 ? "Y" : "N")
                        .put("AESTDTC", at);
        };
    }

    /** The fields that identify the record, as Kafka's key. */
    static String key(TrialTopic topic, ObjectNode record) {
        String study = record.path("STUDYID").asText();
        return switch (topic) {
            case STUDIES -> study;
            case SITES -> study + "/" + record.path("SITEID").asText();
            default -> study + "/" + record.path("USUBJID").asText();
        };
    }

    private static ObjectNode subject(long number) {
        return object().put("STUDYID", Population.studyOfSubject(number)).put("USUBJID", Population.subject(number));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String pick(List<String> values, SplittableRandom random) {
        return values.get(random.nextInt(values.size()));
    }
}
