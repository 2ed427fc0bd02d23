package io.firn.daemon.http;

import io.firn.maintenance.ledger.Audit;
import io.firn.maintenance.ledger.LedgerException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets changes through that carry the token, and audits each: one line of the logger {@code audit}, and one entry in the
 * ledger once that is open. Attempts without the token are audited too, up to a limit, and then counted.
 */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final Logger AUDIT = LoggerFactory.getLogger("audit");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

    private final Optional<BearerToken> token;
    private final Supplier<Optional<Audit>> kept;
    private final RefusedAttempts refused;

    Gate(Optional<BearerToken> token, Supplier<Optional<Audit>> kept, Clock clock) {
        this.token = token;
        this.kept = kept;
        this.refused = new RefusedAttempts(clock);
    }

    /** Changes something for {@code actor}; what it returns is what came of it, in a few words. */
    @FunctionalInterface
    interface Change {
        String make(Context request, String actor);
    }

    /** A handler of changes to what the path parameters name, {@code *} without any. */
    Handler change(String action, Change change) {
        return request -> {
            try {
                authorize(request);
            } catch (Refusal e) {
                if (refused.isAudited()) {
                    auditLeftOut();
                    audit(request, "unauthenticated from " + request.ip(), action, answer(e));
                }
                throw e;
            }
            auditLeftOut();
            String actor = actor(request);
            String answer = "500";
            try {
                String words = change.make(request, actor);
                answer = request.statusCode() + " " + words;
            } catch (Refusal e) {
                answer = answer(e);
                throw e;
            } catch (HttpResponseException e) {
                answer = e.getStatus() + " " + e.getMessage();
                throw e;
            } finally {
                audit(request, actor, action, answer);
            }
        };
    }

    void authorize(Context request) {
        if (token.isEmpty()) {
            throw new Refusal(
                    403,
                    "Forbidden",
                    "Cannot allow this through HTTP: neither daemon.token nor daemon.token-hash is configured");
        }
        String authorization = request.header("Authorization");
        if (!token.get().matches(authorization == null ? "" : authorization)) {
            request.header("WWW-Authenticate", "Bearer");
            throw new Refusal(401, "Unauthorized", "Cannot allow this: the request does not carry the daemon's token");
        }
    }

    /** Keeps how many attempts were left out, if there were any since this was last asked. */
    void auditLeftOut() {
        refused.takeLeftOut().ifPresent(words -> audit("unauthenticated", "refused", "*", "401 " + words));
    }

    /** The name is a claim: everybody who has the token shares it. */
    private static String actor(Context request) {
        String name = request.header("Firn-Actor");
        String known = name != null && NAME.matcher(name).matches() ? name : "somebody with the token";
        return known + " from " + request.ip();
    }

    private void audit(Context request, String actor, String action, String answer) {
        String named = Stream.of("table", "id", "name")
                .flatMap(parameter -> Optional.ofNullable(request.pathParamMap().get(parameter)).stream())
                .collect(Collectors.joining(" "));
        String subject = named.isEmpty() ? "*" : named;
        audit(actor, action, subject, answer);
    }

    private void audit(String actor, String action, String subject, String answer) {
        AUDIT.info("{} {} by {}: {}", action, plain(subject), actor, plain(answer));
        try {
            kept.get().ifPresent(audit -> audit.add(actor, action.toLowerCase(Locale.ROOT), subject, answer));
        } catch (LedgerException e) {
            // What was asked has its answer by now, and the log has the line.
            LOG.error("Cannot keep {} in the audit: {}", action, e.getMessage());
        }
    }

    private static String answer(Refusal refusal) {
        return refusal.problem().status() + " " + refusal.problem().detail();
    }

    private static String plain(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }
}
