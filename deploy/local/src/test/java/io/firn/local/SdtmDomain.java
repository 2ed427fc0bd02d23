package io.firn.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Records of one SDTM domain: real ones from the directory that {@code FIRN_SDTM} names, else made-up ones of the same
 * shape, with absent values and with doses that are now whole, now not.
 */
enum SdtmDomain {
    DM(306),
    AE(1_191),
    CM(7_510),
    MH(1_818),
    DS(850);

    private final int rows;

    SdtmDomain(int rows) {
        this.rows = rows;
    }

    int rows() {
        return rows;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String topic() {
        return "sdtm." + code();
    }

    String table() {
        return "clinical." + code();
    }

    String key() {
        return this == DM ? "STUDYID, USUBJID" : "STUDYID, USUBJID, " + name() + "SEQ";
    }

    List<String> records() throws IOException {
        Optional<String> real =
                Optional.ofNullable(System.getenv("FIRN_SDTM")).filter(directory -> !directory.isEmpty());
        if (real.isPresent()) {
            return Files.readAllLines(Path.of(real.get(), code() + ".ndjson"));
        }
        return IntStream.range(0, rows).mapToObj(this::record).toList();
    }

    private String record(int number) {
        int subject = this == DM ? number : number % 300;
        StringBuilder json = new StringBuilder("{\"STUDYID\":\"PILOT\",\"DOMAIN\":\"" + name() + "\"");
        json.append(",\"USUBJID\":\"01-701-").append(1_000 + subject).append('"');
        if (this != DM) {
            json.append(",\"").append(name()).append("SEQ\":").append(number / 300 + 1);
        }
        json.append(",\"")
                .append(name())
                .append("TERM\":\"TERM ")
                .append(number % 40)
                .append('"');
        if (number % 3 > 0) {
            json.append(",\"").append(name()).append("DOSE\":").append(number % 3 == 1 ? "81" : "0.5");
        }
        return json.append("}").toString();
    }
}
