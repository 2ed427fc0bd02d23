package io.firn.alerts.publish;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts to receivers: every wait has an end, no redirect is followed, and of an answer only the beginning is kept. */
public final class Http {
    private final HttpClient client;
    private final Duration timeout;

    /** @param timeout of each of the waits: for the connection, and for the whole answer */
    public Http(Duration timeout) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** @param headers besides those that HTTP itself needs */
    public Answer post(URI url, Map<String, String> headers, String body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<String>> asked = client.sendAsync(request.build(), answer -> new FirstWords());
        try {
            HttpResponse<String> answer = asked.get(timeout.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
            return Answer.of(answer.statusCode(), answer.body());
        } catch (TimeoutException e) {
            return new Answer.Failed(
                    "it did not answer within " + timeout.multipliedBy(2).toSeconds() + " s");
        } catch (ExecutionException e) {
            return new Answer.Failed(reason(e.getCause() == null ? e : e.getCause()));
        } finally {
            asked.cancel(true);
        }
    }

    /** Without the URL, which may be secret. */
    private String reason(Throwable failure) {
        if (failure instanceof java.net.http.HttpConnectTimeoutException) {
            return "no connection within " + timeout.toSeconds() + " s";
        }
        if (failure instanceof java.net.http.HttpTimeoutException) {
            return "it did not answer within " + timeout.toSeconds() + " s";
        }
        if (failure instanceof java.net.ConnectException) {
            return "no connection";
        }
        String words = failure instanceof IOException ? String.valueOf(failure.getMessage()) : "";
        return failure.getClass().getSimpleName() + (words.isBlank() || words.contains("//") ? "" : ": " + words);
    }
}
