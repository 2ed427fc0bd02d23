package io.firn.alerts.publish;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An Alertmanager, by its v2 API. It forgets what it is not told again, so that a daemon which is gone leaves nothing
 * behind: what is open ends four intervals after it was last told.
 */
public final class AlertmanagerReceiver implements Receiver {
    private static final int MOST_AT_ONCE = 200;
    private static final int INTERVALS = 4;

    private final URI url;
    private final String name;
    private final Duration resend;
    private final Links links;
    private final Http http;

    /** @param base URL without {@code /api/v2/alerts} */
    public AlertmanagerReceiver(URI base, Duration resend, Links links, Http http) {
        String path = base.getPath() == null ? "" : base.getPath().replaceFirst("/*$", "");
        this.url = base.resolve(path + "/api/v2/alerts");
        this.name = "alertmanager/" + base.getRawAuthority() + path;
        this.resend = resend;
        this.links = links;
        this.http = http;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Duration> forgetsAfter() {
        return Optional.of(resend);
    }

    @Override
    public int mostAtOnce() {
        return MOST_AT_ONCE;
    }

    @Override
    public Answer tell(List<Notice> notices) throws InterruptedException {
        List<Map<String, Object>> alerts = notices.stream().map(this::alert).toList();
        return http.post(url, Map.of("Content-Type", "application/json"), NoticeJson.write(alerts));
    }

    private Map<String, Object> alert(Notice notice) {
        Finding finding = notice.finding();
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put("summary", finding.summary());
        annotations.put("description", finding.description());
        links.runbook(finding).ifPresent(runbook -> annotations.put("runbook_url", runbook));
        links.dashboard(finding).ifPresent(dashboard -> annotations.put("dashboard_url", dashboard));
        Instant ends = notice.ended().orElse(notice.now().plus(resend.multipliedBy(INTERVALS)));
        // It refuses an alert that ends before it starts, as clocks may have it.
        Instant starts = notice.begins().isAfter(ends) ? ends : notice.begins();
        Map<String, Object> alert = new LinkedHashMap<>();
        alert.put("labels", finding.labels());
        alert.put("annotations", annotations);
        alert.put("startsAt", starts.toString());
        alert.put("endsAt", ends.toString());
        links.page().ifPresent(page -> alert.put("generatorURL", page));
        return alert;
    }
}
