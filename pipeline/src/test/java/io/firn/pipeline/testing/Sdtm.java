package io.firn.pipeline.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Real clinical-trial records, where they are: in {@code -Dfirn.sdtm=DIR} or in {@code shared} beside the checkout. */
public final class Sdtm {
    private Sdtm() {}

    public static Optional<Path> directory() {
        String configured = System.getProperty("firn.sdtm");
        if (configured != null) {
            return Optional.of(Path.of(configured)).filter(Files::isDirectory);
        }
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            Path candidate = above.resolve("shared").resolve("data").resolve("sdtm");
            if (Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    public static List<String> lines(Path directory, String domain) throws IOException {
        return Files.readAllLines(directory.resolve(domain + ".ndjson"));
    }
}
