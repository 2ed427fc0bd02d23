package io.firn.alerts.publish.aws;

import io.firn.alerts.publish.Answer;
import io.firn.alerts.publish.Http;
import io.firn.alerts.publish.Links;
import io.firn.alerts.publish.Notice;
import io.firn.alerts.publish.NoticeJson;
import io.firn.alerts.publish.Receiver;
import io.firn.lake.config.AlertsConfig;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * A topic of Amazon SNS: each notice is one message, JSON as the webhook has it, with the attributes {@code severity},
 * {@code status}, {@code alertname}, {@code catalog} and {@code table} for filters of subscriptions. One action of one
 * service is not worth its client: the request is a form, signed by the AWS SDK with credentials of its default chain.
 */
public final class SnsReceiver implements Receiver {
    private static final int LONGEST_SUBJECT = 100;

    private final AlertsConfig.Topic topic;
    private final URI endpoint;
    private final Links links;
    private final Http http;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsProvider credentials =
            DefaultCredentialsProvider.builder().build();

    public SnsReceiver(AlertsConfig.Topic topic, Links links, Http http) {
        this.topic = topic;
        String suffix = topic.arn().startsWith("arn:aws-cn:") ? "amazonaws.com.cn" : "amazonaws.com";
        this.endpoint = topic.endpoint().orElse(URI.create("https://sns." + topic.region() + "." + suffix + "/"));
        this.links = links;
        this.http = http;
    }

    @Override
    public String name() {
        return "sns/" + topic.name();
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
        String form = form(notices.get(0));
        SdkHttpRequest signed;
        try {
            signed = signed(form);
        } catch (SdkException e) {
            return new Answer.Failed("no credentials: " + e.getMessage());
        }
        Map<String, String> headers = new HashMap<>();
        signed.headers().forEach((name, values) -> headers.put(name, values.get(0)));
        // The client writes these itself, and no other.
        headers.keySet().removeIf(name -> name.equalsIgnoreCase("host") || name.equalsIgnoreCase("content-length"));
        return http.post(endpoint, headers, form);
    }

    @Override
    public void close() {
        ((DefaultCredentialsProvider) credentials).close();
    }

    private SdkHttpRequest signed(String form) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .build();
        AwsCredentialsIdentity identity = credentials.resolveCredentials();
        return signer.sign(signing -> signing.identity(identity)
                        .request(request)
                        .payload(ContentStreamProvider.fromUtf8String(form))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sns")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, topic.region()))
                .request();
    }

    private String form(Notice notice) {
        Map<String, String> labels = notice.finding().labels();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("Action", "Publish");
        form.put("Version", "2010-03-31");
        form.put("TopicArn", topic.arn());
        form.put("Subject", subject(notice));
        form.put("Message", NoticeJson.of(notice, links));
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("status", notice.status());
        for (String label : List.of("severity", "alertname", "catalog", "table")) {
            Optional.ofNullable(labels.get(label)).ifPresent(value -> attributes.put(label, value));
        }
        int number = 1;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            String prefix = "MessageAttributes.entry." + number++ + ".";
            form.put(prefix + "Name", attribute.getKey());
            form.put(prefix + "Value.DataType", "String");
            form.put(prefix + "Value.StringValue", attribute.getValue());
        }
        if (topic.name().endsWith(".fifo")) {
            // One finding's messages stay in their order.
            form.put("MessageGroupId", notice.id());
            form.put(
                    "MessageDeduplicationId",
                    notice.id() + "-" + notice.finding().since().toEpochMilli() + "-" + notice.status());
        }
        return form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** SNS takes 100 characters of ASCII. */
    private static String subject(Notice notice) {
        String words = "[" + notice.status() + "] " + notice.finding().alert() + " "
                + notice.finding().table();
        String ascii = words.replaceAll("[^ -~]", "?");
        return ascii.length() < LONGEST_SUBJECT ? ascii : ascii.substring(0, LONGEST_SUBJECT - 1);
    }
}
