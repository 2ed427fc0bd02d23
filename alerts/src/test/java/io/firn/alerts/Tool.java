package io.firn.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** A program of Prometheus' that is installed on this machine. */
public final class Tool {
    private final Path program;

    private Tool(Path program) {
        this.program = program;
    }

    /** Skips the test where it is not installed, except where everything must run. */
    public static Tool findOrSkip(String name, String debianPackage) {
        Optional<Path> found = Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            String reason = name + " is not installed (Debian package " + debianPackage + ")";
            if ("true".equals(System.getenv("CI"))) {
                fail(reason + ", and CI must not skip what needs it");
            }
            System.out.println("Skipped: " + reason);
            throw new TestAbortedException(reason);
        }
        return new Tool(found.get());
    }

    public ProcessBuilder command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** What it says; it has to end well. */
    public String run(Path directory, String... arguments) throws IOException, InterruptedException {
        Process process = command(arguments).directory(directory.toFile()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s said:%n%s", program, said).isZero();
        return said;
    }
}
