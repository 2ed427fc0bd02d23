package io.firn.pipeline;

import io.firn.lake.config.ConfigException;
import io.firn.lake.config.ConfigLoader;
import io.firn.lake.config.ConfigSource;
import io.firn.lake.config.FirnConfig;
import io.firn.lake.process.ParentWatch;
import io.firn.pipeline.start.BrokenProcessException;
import io.firn.pipeline.start.Pipeline;
import io.firn.pipeline.start.StartException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The pipeline as a process: {@code PipelineMain --config FILE [--config FILE ...]}, later files override earlier ones.
 * Prints {@code pipeline ready} when both jobs run. Exit code 1: a new
 * process can go on where this one cannot; 2: something is wrong that no retry would help. {@code FIRN_FAIL_POINT} in
 * the environment loses records on purpose, see {@link io.firn.pipeline.failpoint.FailPoint}.
 */
public final class PipelineMain {
    private static final String USAGE = "Usage: PipelineMain --config FILE [--config FILE ...]";

    private static final String FAIL_POINT = "FIRN_FAIL_POINT";

    private PipelineMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        ParentWatch.startIfAsked();
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) throws InterruptedException {
        List<ConfigSource> sources = new ArrayList<>();
        try {
            for (int i = 0; i < arguments.length; i += 2) {
                if (!arguments[i].equals("--config") || i + 1 == arguments.length) {
                    System.err.println(USAGE);
                    return 2;
                }
                sources.add(ConfigSource.file(Path.of(arguments[i + 1])));
            }
            if (sources.isEmpty()) {
                System.err.println(USAGE);
                return 2;
            }
            return run(ConfigLoader.load(sources, System::getenv));
        } catch (ConfigException | StartException e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (BrokenProcessException e) {
            System.err.println("Cannot go on in this process: " + e.getMessage());
            return 1;
        }
    }

    private static int run(FirnConfig config) throws InterruptedException {
        Pipeline pipeline = Pipeline.start(config, System.getenv().getOrDefault(FAIL_POINT, ""), Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(pipeline::close, "pipeline-stop"));
        pipeline.awaitReady();
        System.out.println("pipeline ready");
        pipeline.watch();
        return 0;
    }
}
