package io.firn.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.firn.dashboards.Dashboards.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the queries are PromQL and ask for what there is. */
class ExpressionsTest {
    private static final Path REFERENCE = Path.of("..", "docs", "metrics.md");
    private static final Pattern SERIES = Pattern.compile("\\b((?:firn|flink)_[a-zA-Z_]+)\\b");
    private static final Pattern NAMED = Pattern.compile("`((?:firn|flink)_[a-zA-Z_]+)`");

    @TempDir
    Path directory;

    @Test
    void prometheusParsesEveryExpression() throws Exception {
        List<Target> targets = Dashboards.targets();
        StringBuilder rules = new StringBuilder("groups:\n- name: dashboards\n  rules:\n");
        for (int i = 0; i < targets.size(); i++) {
            rules.append("  - record: panel:%03d%n    expr: '%s'%n"
                    .formatted(i, targets.get(i).promql().replace("'", "''")));
        }
        assertThat(rules).doesNotContain("$");
        Path file = Files.writeString(directory.resolve("dashboards.rules.yml"), rules);
        Process promtool = promtool(file);
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
        assertThat(said).contains(targets.size() + " rules found");
    }

    @Test
    void everySeriesIsInTheReference() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher name = NAMED.matcher(Files.readString(REFERENCE));
        while (name.find()) {
            named.add(name.group(1));
        }
        for (Target target : Dashboards.targets()) {
            Matcher series = SERIES.matcher(target.expression());
            while (series.find()) {
                assertThat(named).as(target.toString()).contains(series.group(1).replaceFirst("_bucket$", ""));
            }
        }
    }

    private static Process promtool(Path rules) throws IOException {
        try {
            return new ProcessBuilder("promtool", "check", "rules", rules.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            String reason = "The expressions were not parsed: promtool is not installed (Debian: prometheus)";
            System.out.println(reason);
            assertThat(System.getenv("CI")).as(reason).isNull();
            return abort(reason);
        }
    }
}
