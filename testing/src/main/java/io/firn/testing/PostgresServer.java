package io.firn.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.opentest4j.TestAbortedException;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server from the machine's own binaries, on a free port, in a temporary directory. */
public final class PostgresServer implements Closeable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private final Path binaries;
    private final Path directory;
    private final PGSimpleDataSource source;

    private PostgresServer(Path binaries, Path directory, PGSimpleDataSource source) {
        this.binaries = binaries;
        this.directory = directory;
        this.source = source;
    }

    /** Skips the test, saying so, where PostgreSQL is not installed; where everything must run, that is a failure. */
    public static PostgresServer startOrSkip() throws IOException {
        Optional<Path> binaries = binaries();
        if (binaries.isPresent()) {
            return start(binaries.get());
        }
        String reason = "no initdb under " + INSTALLED + " (package postgresql)";
        if ("true".equals(System.getenv("CI"))) {
            throw new IOException("Cannot start PostgreSQL: " + reason);
        }
        System.out.println("Skipped: " + reason);
        throw new TestAbortedException(reason);
    }

    private static Optional<Path> binaries() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    private static PostgresServer start(Path bin) throws IOException {
        Path directory = Files.createTempDirectory("postgres");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        String data = directory.resolve("data").toString();
        run(directory, bin.resolve("initdb").toString(), "-D", data, "-U", "firn", "-A", "trust", "--no-sync");
        int port = freePort();
        String options = "-p " + port + " -h 127.0.0.1 -k " + directory + " -F";
        run(
                directory,
                bin.resolve("pg_ctl").toString(),
                "-D",
                data,
                "-w",
                "-l",
                directory.resolve("log").toString(),
                "-o",
                options,
                "start");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("postgres");
        source.setUser("firn");
        return new PostgresServer(bin, directory, source);
    }

    public DataSource source() {
        return source;
    }

    @Override
    public void close() throws IOException {
        run(
                directory,
                binaries.resolve("pg_ctl").toString(),
                "-D",
                directory.resolve("data").toString(),
                "-w",
                "-m",
                "immediate",
                "stop");
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    /** PostgreSQL refuses to run as root: then it runs as the user that Debian's package made for it. */
    private static void run(Path directory, String... command) throws IOException {
        List<String> line = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            line.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        line.addAll(Arrays.asList(command));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("Cannot run " + command[0] + ": " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Cannot run " + command[0] + ": interrupted", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
