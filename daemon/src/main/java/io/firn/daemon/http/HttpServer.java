package io.firn.daemon.http;

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
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Page, API, health and metrics on one port, loopback unless told otherwise. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
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

    private final Javalin server;
    private final String address;

    private HttpServer(Javalin server, String address) {
        this.server = server;
        this.address = address;
    }

    /**
     * @param lake absent while it is not open yet
     * @param metrics Prometheus text, rendered from memory
     * @throws PortTakenException if the port is in use
     */
    public static HttpServer start(
            DaemonConfig config,
            Supplier<Optional<LakeReport>> lake,
            Supplier<ReadyView> ready,
            Supplier<String> metrics) {
        HostGuard hosts = new HostGuard(config.bindAddress());
        ApiRoutes api = new ApiRoutes(lake, ready, config.acceptedToken().map(BearerToken::new));
        Javalin server = Javalin.create(settings -> {
            configure(settings);
            protect(settings.routes, hosts);
            health(settings.routes, ready);
            settings.routes.get("/metrics", request -> request.contentType("text/plain; version=0.0.4; charset=utf-8")
                    .result(metrics.get()));
            api.add(settings.routes);
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

    private static void health(RoutesConfig routes, Supplier<ReadyView> ready) {
        routes.get("/health/live", request -> ApiRoutes.json(request, Map.of("live", true)));
        routes.get("/health/ready", request -> {
            ReadyView view = ready.get();
            request.status(view.ready() ? 200 : 503);
            ApiRoutes.json(request, view);
        });
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
