package io.firn.lake.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/configuration.md} equal to what the loader reads. */
class ConfigReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void theDocumentationIsWhatTheLoaderReads() throws IOException {
        String page = header() + ConfigLoader.reference();
        if (Boolean.getBoolean("firn.update-docs")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).hasContent(page);
    }

    @Test
    void theExampleInTheDocumentationLoads() throws IOException {
        String header = header();
        int start = header.indexOf("```yaml\n") + "```yaml\n".length();
        String example =
                header.substring(start, header.indexOf("```", start)).replace("${file:/run/secrets/firn-token}", "t");

        FirnConfig config = ConfigLoader.load(List.of(new ConfigSource("example", example)), name -> null);

        assertThat(config.pipeline().streams()).hasSize(2);
    }

    private static String header() throws IOException {
        try (var header = ConfigReferenceTest.class.getResourceAsStream("configuration-header.md")) {
            return new String(header.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
