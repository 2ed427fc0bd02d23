package io.firn.local.stack;

import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.Secret;
import io.firn.local.supervise.Backoff;
import io.firn.local.supervise.ChildSpec;
import io.firn.local.supervise.Narrator;
import io.firn.local.supervise.SupervisedChild;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The processes of one stack. They start in order, each when those it needs are ready, and stop in reverse; a start that
 * fails undoes what had started.
 */
public final class Stack {
    private static final Duration BROKER_READY_WITHIN = Duration.ofSeconds(40);
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private final StackRequest request;
    private final Children children;
    private final Narrator narrator;

    private final List<SupervisedChild> started = new ArrayList<>();
    private volatile Optional<StackLock> lock = Optional.empty();
    private StackFile stackFile = new StackFile("", "", "", "", "", Map.of());
    private boolean stopping;

    public Stack(StackRequest request, ModuleClassPath modules, Narrator narrator) {
        this.request = request;
        this.children = new Children(modules, request.directory());
        this.narrator = narrator;
    }

    /**
     * Starts everything.
     *
     * @return where it is reached
     * @throws io.firn.lake.config.ConfigException with all problems of the configuration, before anything happened
     */
    public Addresses start() throws StackException, InterruptedException {
        StackPlan.check(request);
        StackDirectory directory = request.directory();
        directory.create();
        lock = Optional.of(StackLock.take(directory));
        Optional<StackFile> before = StackFile.read(directory.stackFile());
        Leftovers.awaitEnd(before.map(StackFile::pids).orElse(Map.of()), narrator::say);
        StackPlan plan = StackPlan.of(request, before, narrator::say);
        remember(plan);
        directory.clearTemporary();
        return launchAll(plan, plan.composition().write(directory.configuration()));
    }

    private synchronized void remember(StackPlan plan) {
        FirnConfig config = plan.config();
        stackFile = new StackFile(
                "http://127.0.0.1:" + config.daemon().port(),
                config.kafka().bootstrapServers(),
                config.daemon().token().map(Secret::value).orElse(""),
                ifMonitored(plan.monitoring().prometheusAddress())
                        .map(URI::toString)
                        .orElse(""),
                ifMonitored(plan.monitoring().alertmanagerAddress())
                        .map(URI::toString)
                        .orElse(""),
                Map.of());
    }

    private Addresses launchAll(StackPlan plan, List<Path> layers) throws StackException, InterruptedException {
        URI page = URI.create("http://127.0.0.1:" + plan.config().daemon().port() + "/");
        String kafka = plan.config().kafka().bootstrapServers();
        if (plan.composition().isEmbedded(Part.BROKER)) {
            launch(children.broker(plan.kafkaPort()));
        }
        if (plan.composition().isEmbedded(Part.CATALOG)) {
            EmbeddedCatalog.create(plan.config());
        }
        awaitBroker();
        launch(children.daemon(layers, page));
        if (plan.config().pipeline().streams().isEmpty()) {
            narrator.say("No stream is configured: the pipeline is not started");
        } else {
            launch(children.pipeline(layers));
        }
        if (request.monitoring().isPresent()) {
            Monitoring monitoring = new Monitoring(request.monitoring().get(), plan.monitoring(), request.directory());
            launch(monitoring.alertmanager());
            launch(monitoring.prometheus(page));
        }
        for (SupervisedChild child : running()) {
            awaitReady(child);
        }
        if (plan.runsGenerator()) {
            launch(children.generator(kafka, request.rate(), request.day()))
                    .awaitReady(READY_WITHIN, Integer.MAX_VALUE);
        }
        return new Addresses(
                page,
                kafka,
                ifMonitored(plan.monitoring().prometheusAddress()),
                ifMonitored(plan.monitoring().alertmanagerAddress()));
    }

    private Optional<URI> ifMonitored(URI address) {
        return request.monitoring().map(setup -> address);
    }

    private void awaitReady(SupervisedChild child) throws StackException, InterruptedException {
        boolean isReady = child.awaitReady(READY_WITHIN, Integer.MAX_VALUE);
        if (child.hasRefused()) {
            throw new StackException(
                    "Cannot start the " + child.name() + ":\n    | " + String.join("\n    | ", child.lastLines()));
        }
        if (!isReady && !isStopping()) {
            narrator.say("Not ready yet: " + child.name() + ". Its last lines:", child.lastLines());
        }
    }

    private void awaitBroker() throws StackException, InterruptedException {
        for (SupervisedChild broker : running()) {
            if (!broker.awaitReady(BROKER_READY_WITHIN, 0) && !isStopping()) {
                throw new StackException("Cannot start the broker, without which nothing runs. Its last lines:\n    | "
                        + String.join("\n    | ", broker.lastLines()));
            }
        }
    }

    private synchronized List<SupervisedChild> running() {
        return List.copyOf(started);
    }

    /** Stops what runs, the last started first. Returns when nothing does. */
    public void stop() throws InterruptedException {
        synchronized (this) {
            stopping = true;
        }
        List<SupervisedChild> running = running();
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).stop();
        }
        if (lock.isPresent()) {
            record();
            lock.get().close();
        }
    }

    /** Whether there is something to stop. */
    public boolean hasBegun() {
        return lock.isPresent();
    }

    public synchronized boolean isStopping() {
        return stopping;
    }

    private SupervisedChild launch(ChildSpec spec) throws InterruptedException {
        SupervisedChild child =
                new SupervisedChild(spec, request.directory().logs(), Backoff.DEFAULT, narrator, this::record);
        synchronized (this) {
            if (stopping) {
                throw new InterruptedException("stopping");
            }
            started.add(child);
        }
        child.start();
        return child;
    }

    private synchronized void record() {
        Map<String, Long> pids = new TreeMap<>();
        started.forEach(child -> child.pid().ifPresent(pid -> pids.put(child.name(), pid)));
        if (!stopping) {
            pids.put("supervisor", ProcessHandle.current().pid());
        }
        stackFile = stackFile.with(pids);
        try {
            stackFile.write(request.directory().stackFile());
        } catch (IOException e) {
            narrator.say("Cannot write " + request.directory().stackFile() + ": " + e);
        }
    }
}
