package io.firn.maintenance.run;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/** S3Mock in a process of its own, since it brings Spring along, on a port that it chooses. */
final class S3Mock implements Closeable {
    /** Written by the module {@code benchmarks/s3}. */
    private static final Path CLASS_PATH = Path.of("../../benchmarks/s3/target/class-path");

    private static final String BUCKET = "lake";
    private static final Pattern STARTED =
            Pattern.compile("Tomcat started on ports \\d+ \\(https\\), (\\d+) \\(http\\)");

    private final Process process;
    private final String port;

    private S3Mock(Process process, String port) {
        this.process = process;
        this.port = port;
    }

    /** Skips the test where only this module is built, except where everything must run. */
    static S3Mock startOrSkip(Path directory) throws IOException {
        if (!Files.exists(CLASS_PATH) && !"true".equals(System.getenv("CI"))) {
            String reason = "No object storage was tested: benchmarks/s3 is not built; run mvn verify for all modules";
            System.out.println(reason);
            throw new TestAbortedException(reason);
        }
        String prefix = "--com.adobe.testing.s3mock.";
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        Files.readString(CLASS_PATH).strip(),
                        "com.adobe.testing.s3mock.S3MockApplication",
                        "--server.port=0",
                        prefix + "http-port=0",
                        prefix + "store.initial-buckets=" + BUCKET,
                        prefix + "store.root=" + directory,
                        "--logging.level.root=ERROR",
                        "--logging.level.org.springframework.boot.web.embedded.tomcat=INFO")
                .redirectErrorStream(true)
                .start();
        BufferedReader words =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = words.readLine(); line != null; line = words.readLine()) {
            said.append(line).append('\n');
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                Thread reader = new Thread(() -> drain(words), "s3mock");
                reader.setDaemon(true);
                reader.start();
                return new S3Mock(process, started.group(1));
            }
        }
        throw new IOException("Cannot start S3Mock: " + said);
    }

    /** Of a catalog with tables in it. */
    Map<String, String> properties() {
        return Map.of(
                "warehouse", "s3://" + BUCKET + "/warehouse",
                "io-impl", "org.apache.iceberg.aws.s3.S3FileIO",
                "s3.endpoint", "http://127.0.0.1:" + port,
                "s3.path-style-access", "true",
                "s3.access-key-id", "any",
                "s3.secret-access-key", "any",
                "client.region", "eu-central-1",
                "http-client.type", "urlconnection");
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Cannot wait for the end of S3Mock", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void drain(BufferedReader words) {
        try (words) {
            words.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // It has ended.
        }
    }
}
