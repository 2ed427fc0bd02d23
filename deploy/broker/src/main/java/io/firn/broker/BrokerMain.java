package io.firn.broker;

import io.firn.lake.process.ParentWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The embedded broker as a process of its own: {@code BrokerMain --dir DIR [--port N]}. Prints {@code READY host:port}
 * once clients can connect, stops on SIGTERM.
 */
public final class BrokerMain {
    private static final String USAGE = "Usage: BrokerMain --dir DIR [--port N]";

    private BrokerMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        ParentWatch.startIfAsked();
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "broker-logback.xml");
        }
        int code = run(arguments);
        if (code != 0) {
            System.exit(code);
        }
        new CountDownLatch(1).await();
    }

    private static int run(String[] arguments) {
        String directory = "";
        int port = 0;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--dir" -> directory = arguments[i + 1];
                case "--port" -> port = Integer.parseInt(arguments[i + 1]);
                default -> directory = "";
            }
        }
        if (directory.isEmpty() || arguments.length % 2 != 0) {
            System.err.println(USAGE);
            return 2;
        }
        try {
            Path path = Path.of(directory).toAbsolutePath();
            EmbeddedBroker broker = port == 0 ? EmbeddedBroker.start(path) : EmbeddedBroker.start(path, port);
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
            System.out.println("READY " + broker.bootstrapServers());
            return 0;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }
}
