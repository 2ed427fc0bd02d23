package io.firn.daemon.http;

import io.firn.daemon.alert.Alerts;
import io.firn.daemon.report.ChartReport;
import io.firn.daemon.report.HistoryReport;
import io.firn.daemon.report.LakeActions;
import io.firn.daemon.report.LakeReport;
import io.firn.daemon.view.Json;
import io.firn.daemon.view.ProblemView;
import io.firn.daemon.view.ReadyView;
import io.firn.lake.config.DaemonConfig;
import io.firn.lake.process.PortOwner;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Page, API, health and metrics on one port, loopback unless told otherwise. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final String DOCUMENT = "/api/v1/openapi.json";
    private static final int MOST_THREADS = 16;
    private static final int IDLE_MILLIS = 60_000;
    private static final long MOST_BODY_BYTES = 64 << 10;
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
                    "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cache-Control", "no-store");

    /** The answer of {@code /health/live}. */
    record LiveView(boolean live) {}

    private final Javalin server;
    private final String address;

    private HttpServer(Javalin server, String address) {
        this.server = server;
        this.address = address;
    }

    /**
     * @param lake absent while it is not open yet, as are its actions, its history, its alerts and its charts
     * @param metrics Prometheus text, rendered from memory
     * @throws PortTakenException if the port is in use
     */
    public static HttpServer start(
            DaemonConfig config,
            Supplier<Optional<LakeReport>> lake,
            Supplier<Optional<LakeActions>> actions,
            Supplier<Optional<HistoryReport>> history,
            Supplier<Optional<Alerts>> alerts,
            Supplier<Optional<ChartReport>> charts,
            Supplier<ReadyView> ready,
            Supplier<String> metrics,
            Clock clock) {
        HostGuard hosts = new HostGuard(config.bindAddress());
        Gate gate = new Gate(
                config.acceptedToken().map(BearerToken::new),
                () -> actions.get().map(LakeActions::audit),
                clock);
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.addAll(new ApiRoutes(() -> open(lake, ready), gate, clock).endpoints());
        endpoints.addAll(new PageRoutes(() -> open(lake, ready).page(), () -> open(charts, ready), ready).endpoints());
        endpoints.addAll(new HistoryRoutes(() -> open(history, ready)).endpoints());
        endpoints.addAll(new AlertRoutes(() -> open(alerts, ready)).endpoints());
        endpoints.addAll(new ChangeRoutes(() -> open(actions, ready), gate).endpoints());
        endpoints.addAll(health(ready, metrics));
        endpoints.add(Endpoint.get(
                DOCUMENT,
                "This document",
                Object.class,
                request -> Queries.json(request, OpenApi.document(endpoints))));
        Javalin server = Javalin.create(settings -> {
            configure(settings);
            protect(settings.routes, hosts);
            endpoints.forEach(endpoint -> settings.routes.addEndpoint(
                    new io.javalin.router.Endpoint(endpoint.method(), endpoint.path(), endpoint.handler())));
            PageFiles.add(settings.routes);
            failures(settings.routes);
        });
        try {
            server.start(config.bindAddress(), config.port());
        } catch (RuntimeException e) {
            server.stop();
            throw isBindFailure(e) ? PortTakenException.of(config, new PortOwner(Path.of("/proc")), e) : e;
        }
        return new HttpServer(server, config.bindAddress());
    }

    /** Where to find it; the port that was free, if the configuration left that open. */
    public URI address() {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return URI.create("http://" + (address.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + server.port());
    }

    /** Every method and path that is answered, for example {@code GET /metrics}. */
    List<String> routes() {
        return server.unsafe.internalRouter.allHttpHandlers().stream()
                .filter(route -> route.endpoint.method.isHttpMethod())
                .map(route -> route.endpoint.method.name() + " " + route.endpoint.path)
                .toList();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static void configure(JavalinConfig settings) {
        settings.startup.showJavalinBanner = false;
        settings.startup.showOldJavalinVersionWarning = false;
        settings.startup.startupWatcherEnabled = false;
        settings.http.maxRequestSize = MOST_BODY_BYTES;
        settings.http.prefer405over404 = true;
        settings.jetty.threadPool = new QueuedThreadPool(MOST_THREADS, 2, IDLE_MILLIS);
        settings.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    }

    private static void protect(RoutesConfig routes, HostGuard hosts) {
        routes.before(request -> {
            HEADERS.forEach(request::header);
            String host = request.header("Host");
            if (!hosts.allows(host == null ? "" : host)) {
                throw new Refusal(421, "Misdirected request", "Cannot answer: the request is for another host");
            }
        });
    }

    private static List<Endpoint> health(Supplier<ReadyView> ready, Supplier<String> metrics) {
        return List.of(
                Endpoint.get(
                        "/health/live",
                        "Whether the process answers",
                        LiveView.class,
                        request -> Queries.json(request, new LiveView(true))),
                Endpoint.get(
                        "/health/ready", "Whether all that the daemon needs is there", ReadyView.class, request -> {
                            ReadyView view = ready.get();
                            request.status(view.ready() ? 200 : 503);
                            Queries.json(request, view);
                        }),
                Endpoint.text("/metrics", "Prometheus text", request -> request.contentType(
                                "text/plain; version=0.0.4; charset=utf-8")
                        .result(metrics.get())));
    }

    private static <T> T open(Supplier<Optional<T>> part, Supplier<ReadyView> ready) {
        return part.get()
                .orElseThrow(() -> new Refusal(
                        503,
                        "Not ready",
                        "Cannot answer yet: "
                                + ready.get().components().stream()
                                        .filter(component -> !component.ok())
                                        .map(component -> component.name() + " is " + component.message())
                                        .collect(Collectors.joining("; "))));
    }

    private static void failures(RoutesConfig routes) {
        routes.exception(Refusal.class, (refusal, request) -> problem(request, refusal.problem()));
        routes.exception(HttpResponseException.class, (failure, request) -> {
            String detail =
                    failure.getStatus() == 404 ? "Cannot find " + request.path() : String.valueOf(failure.getMessage());
            problem(request, ProblemView.of(failure.getStatus(), "Refused", detail));
        });
        routes.exception(Exception.class, (failure, request) -> {
            LOG.warn("Cannot answer {}", request.path(), failure);
            problem(
                    request,
                    ProblemView.of(
                            500, "Internal error", "Cannot answer " + request.path() + ": see the daemon's log"));
        });
    }

    private static void problem(Context request, ProblemView problem) {
        request.status(problem.status()).contentType("application/problem+json").result(Json.write(problem));
    }

    private static boolean isBindFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return failure.getClass().getSimpleName().contains("Bind");
    }
}
