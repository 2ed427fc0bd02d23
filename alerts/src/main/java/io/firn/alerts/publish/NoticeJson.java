package io.firn.alerts.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A notice as the webhook and SNS are told it, and labels as the outbox keeps them. */
public final class NoticeJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NoticeJson() {}

    /** See {@code docs/design/alerts.md}. */
    public static String of(Notice notice, Links links) {
        Finding finding = notice.finding();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", 1);
        json.put("id", notice.id());
        json.put("status", notice.status());
        json.put("name", finding.alert());
        json.put("severity", finding.labels().get("severity"));
        json.put("catalog", finding.catalog());
        json.put("table", finding.table());
        json.put("labels", finding.labels());
        json.put("summary", finding.summary());
        json.put("description", finding.description());
        json.put("since", finding.since().toString());
        notice.ended().map(Instant::toString).ifPresent(ended -> json.put("endedAt", ended));
        links.runbook(finding).ifPresent(url -> json.put("runbook", url));
        links.dashboard(finding).ifPresent(url -> json.put("dashboard", url));
        links.page().ifPresent(url -> json.put("page", url));
        return write(json);
    }

    static String write(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write JSON of a finding", e);
        }
    }

    static NavigableMap<String, String> labels(String text) {
        try {
            return JSON.readValue(text, new TypeReference<TreeMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read the labels of a finding: " + e.getOriginalMessage(), e);
        }
    }
}
