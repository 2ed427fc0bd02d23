package io.firn.daemon;

import io.firn.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.Table;

/** Makes a directory with a small lake, a broker and a configuration, to look at the daemon by hand. */
public final class DemoLake {
    private DemoLake() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]).toAbsolutePath();
        Files.createDirectories(directory);
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"));
                SmallLake lake = new SmallLake(directory)) {
            List<String> names = List.of(
                    "trials.studies", "trials.sites", "trials.subjects", "trials.vital_signs", "trials.adverse_events");
            List<Table> tables = names.stream().map(lake::create).toList();
            Files.writeString(
                    directory.resolve("firn.yaml"),
                    TestConfig.yaml(lake.config(), broker.bootstrapServers(), directory, 8099));
            System.out.println("ready");
            for (int i = 0; i < 1_000; i++) {
                for (Table table : tables) {
                    if (table.name().endsWith("subjects")) {
                        lake.upsert(table, i % 7, 50);
                    } else {
                        lake.append(table, i * 100L, 100);
                    }
                }
                Thread.sleep(2_000);
            }
        }
    }
}
