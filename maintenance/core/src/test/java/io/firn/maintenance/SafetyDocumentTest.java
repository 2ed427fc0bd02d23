package io.firn.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.maintenance.plan.Guard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the table of hazards in {@code docs/operations/safety.md} to the code. */
final class SafetyDocumentTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private record Row(String id, String setting, List<String> tests) {}

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/operations/safety.md")).stream()
                .filter(line -> line.matches("\\| H\\d+ \\|.*"))
                .map(line -> line.split(" \\| "))
                .filter(cells -> cells.length == 5)
                .map(cells -> new Row(cells[0].substring(2), cells[3], code(cells[4])))
                .toList();
    }

    private static List<String> code(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    @Test
    void everyGuardHasOneRowInItsOrder() throws IOException {
        assertThat(rows())
                .extracting(Row::id)
                .containsExactlyElementsOf(
                        Stream.of(Guard.values()).map(Guard::name).toList());
    }

    @Test
    void everyTestIsThereAndNamedAfterItsGuard() throws IOException {
        Map<String, String> sources = testSources();
        for (Row row : rows()) {
            assertThat(row.tests()).as(row.id()).isNotEmpty();
            for (String test : row.tests()) {
                String type = test.substring(0, test.indexOf('.'));
                String method = test.substring(test.indexOf('.') + 1);
                assertThat(method).as(test).matches(row.id().toLowerCase(Locale.ROOT) + "[A-Z].*");
                assertThat(sources.get(type)).as(test).contains("void " + method + "(");
            }
        }
    }

    @Test
    void everySettingIsInTheReferenceOfTheConfiguration() throws IOException {
        String reference = Files.readString(ROOT.resolve("docs/configuration.md"));
        for (Row row : rows()) {
            if (row.setting().equals("always on")) {
                continue;
            }
            String key = code(row.setting()).get(0);
            String name = key.substring(key.indexOf('.') + 1);
            String section = key.startsWith("maintenance.")
                    ? "## `maintenance`"
                    : "## `maintenance.defaults." + key.substring(0, key.indexOf('.')) + "`";
            assertThat(section(reference, section)).as(key).contains("| `" + name + "` |");
        }
    }

    private static String section(String reference, String heading) {
        int start = reference.indexOf(heading + "\n");
        assertThat(start).as(heading).isNotNegative();
        return reference.substring(start, reference.indexOf("\n## ", start));
    }

    /** Nobody but a test listens to the borders between steps, so that no setting can make a daemon stop there. */
    @Test
    void failPointsAreOffInProduction() throws IOException {
        List<Path> sources;
        try (Stream<Path> directories = Files.walk(ROOT, 2)) {
            sources = directories
                    .map(directory -> directory.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList();
        }
        Map<String, String> makers = new TreeMap<>();
        for (Path source : sources) {
            sources(source).forEach((type, code) -> {
                assertThat(code).as(type).doesNotContain("implements Steps");
                if (code.contains("new Maintenance(")) {
                    makers.put(type, code);
                }
            });
        }
        assertThat(makers).isNotEmpty();
        makers.forEach((type, code) ->
                assertThat(code).as(type).containsPattern("new Maintenance\\([^;]+,\\s+Steps\\.NONE\\)"));
    }

    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = sources(Path.of("src/test/java"));
        sources.putAll(sources(ROOT.resolve("daemon/src/test/java/io/firn/daemon/glue")));
        sources.putAll(sources(ROOT.resolve("daemon/src/test/java/io/firn/daemon/watch")));
        return sources;
    }

    private static Map<String, String> sources(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            SafetyDocumentTest::read,
                            (one, other) -> one + other));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
