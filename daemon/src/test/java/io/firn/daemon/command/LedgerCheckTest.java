package io.firn.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.daemon.view.Json;
import io.firn.daemon.view.LedgerView;
import io.firn.daemon.view.LedgerView.EntryView;
import io.firn.daemon.view.LedgerView.PartitionView;
import io.firn.quality.reconciliation.LedgerEntry;
import io.firn.quality.reconciliation.LedgerLine;
import io.firn.quality.reconciliation.OffsetSet;
import io.firn.quality.reconciliation.Tally;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerCheckTest {
    @Test
    void aLedgerThatNobodyTouchedIsIntact() {
        assertThat(LedgerCheck.flaw(ledger(3))).isEmpty();
    }

    @Test
    void aChangedEntryShows() {
        LedgerView ledger = ledger(3);
        EntryView second = ledger.entries().get(1);
        List<EntryView> changed = new ArrayList<>(ledger.entries());
        changed.set(
                1,
                new EntryView(
                        2, second.previous(), second.hash(), second.content().replace("\"landed\":9", "\"landed\":8")));
        assertThat(LedgerCheck.flaw(with(ledger, changed))).contains("entry 2 does not fit its hash");
    }

    @Test
    void anEntryThatIsLeftOutShows() {
        LedgerView ledger = ledger(3);
        List<EntryView> without = new ArrayList<>(ledger.entries());
        without.remove(1);
        assertThat(LedgerCheck.flaw(with(ledger, without))).contains("entry 3 does not follow entry 1");
        assertThat(LedgerCheck.flaw(with(ledger, ledger.entries().subList(0, 2))))
                .contains("the entries of raw, partition 0 do not add up to its totals");
    }

    @Test
    void contentThatCannotBeReadShowsThoughItFitsItsHash() {
        LedgerView ledger = ledger(1);
        String content = "{}";
        String hash = LedgerEntry.hash(LedgerEntry.NOTHING_BEFORE, content);
        EntryView entry = new EntryView(1, LedgerEntry.NOTHING_BEFORE, hash, content);
        assertThat(LedgerCheck.flaw(with(ledger, List.of(entry)))).contains("entry 1 fits its hash and cannot be read");
    }

    /** An auditor's own program, as the document has it. */
    @Test
    void theProgramInTheDocumentAgrees(@TempDir Path directory) throws Exception {
        Assumptions.assumeTrue(python(directory, "print(1)", "").isPresent(), "python3 is not installed");
        Matcher code = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "design", "reconciliation.md")));
        assertThat(code.find()).isTrue();
        LedgerView ledger = ledger(3);
        assertThat(python(directory, code.group(1), Json.write(ledger)).orElseThrow())
                .isEqualTo("0 raw 0 {'expected': 30, 'landed': 27, 'deadLetters': 3, 'noRecord': 0, 'unknown': 0,"
                        + " 'missing': 0}\n");
        String changed = Json.write(ledger).replace("\\\"landed\\\":9", "\\\"landed\\\":8");
        assertThat(python(directory, code.group(1), changed).orElseThrow())
                .startsWith("1 ")
                .contains("entry 1 does not fit its hash");
    }

    private static Optional<String> python(Path directory, String code, String json) throws Exception {
        Path program = Files.writeString(directory.resolve("check.py"), code);
        Path file = Files.writeString(directory.resolve("ledger.json"), json);
        try {
            Process process = new ProcessBuilder("python3", program.toString(), file.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(20, TimeUnit.SECONDS)
                    ? Optional.of(process.exitValue() + " " + output)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static LedgerView with(LedgerView ledger, List<EntryView> entries) {
        return new LedgerView(
                ledger.catalog(),
                ledger.table(),
                ledger.from(),
                ledger.to(),
                ledger.partitions(),
                ledger.missing(),
                ledger.head(),
                ledger.intact(),
                ledger.flaw(),
                entries);
    }

    private static LedgerView ledger(int entries) {
        List<EntryView> links = new ArrayList<>();
        String head = LedgerEntry.NOTHING_BEFORE;
        for (int i = 1; i <= entries; i++) {
            LedgerEntry entry = new LedgerEntry(
                    "firn",
                    "demo.\"events\"",
                    "uuid",
                    i,
                    Instant.ofEpochSecond(i),
                    List.of(7L * i),
                    List.of(new LedgerLine(
                            "raw",
                            0,
                            10L * (i - 1),
                            10L * i,
                            new Tally(10, 9, 1, 0, 0, 0, 0, 0),
                            OffsetSet.EMPTY,
                            OffsetSet.EMPTY)),
                    head);
            head = entry.hash();
            links.add(new EntryView(i, entry.previous(), head, entry.content()));
        }
        return new LedgerView(
                "firn",
                "demo.\"events\"",
                Instant.EPOCH,
                Instant.ofEpochSecond(entries + 1),
                List.of(new PartitionView(
                        "raw", 0, 0, 10L * entries, 10L * entries, 9L * entries, entries, 0, 0, 0, 0)),
                List.of(),
                head,
                true,
                Optional.empty(),
                links);
    }
}
