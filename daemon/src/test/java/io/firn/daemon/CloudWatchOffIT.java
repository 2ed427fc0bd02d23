package io.firn.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CloudWatchOffIT {
    @TempDir
    private Path directory;

    @Test
    void aDaemonThatSendsNothingToCloudWatchNeedsNoneOfItsClasses() throws Exception {
        try (DaemonProcess daemon = start()) {
            HttpRequest request =
                    HttpRequest.newBuilder(daemon.address().resolve("/metrics")).build();

            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private DaemonProcess start() throws Exception {
        try (SmallLake lake = new SmallLake(directory)) {
            Path config = Files.writeString(
                    directory.resolve("firn.yaml"), TestConfig.yaml(lake.config(), "127.0.0.1:1", directory, 0));
            return DaemonProcess.start(
                    config, entry -> !entry.contains("cloudwatch"), Map.of(), directory.resolve("daemon.log"));
        }
    }
}
