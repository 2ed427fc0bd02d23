package io.firn.alerts.publish;

import io.firn.lake.config.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody's own receiver, told by a POST of one notice as JSON. {@code Firn-Signature} is the HMAC-SHA256 of the value of
 * {@code Firn-Timestamp}, a dot and the body, so that nobody else can tell it anything, nor tell it the same again later.
 */
public final class WebhookReceiver implements Receiver {
    private final URI url;
    private final byte[] key;
    private final Links links;
    private final Http http;

    public WebhookReceiver(URI url, Secret secret, Links links, Http http) {
        this.url = url;
        this.key = secret.value().getBytes(StandardCharsets.UTF_8);
        this.links = links;
        this.http = http;
    }

    @Override
    public String name() {
        return "webhook/" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    @Override
    public Optional<Duration> forgetsAfter() {
        return Optional.empty();
    }

    @Override
    public int mostAtOnce() {
        return 1;
    }

    @Override
    public Answer tell(List<Notice> notices) throws InterruptedException {
        Notice notice = notices.get(0);
        String body = NoticeJson.of(notice, links);
        String timestamp = Long.toString(notice.now().getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Firn-Timestamp", timestamp);
        headers.put("Firn-Signature", "sha256=" + Fingerprint.signed(timestamp + "." + body, key));
        return http.post(url, headers, body);
    }
}
