package io.firn.alerts.publish.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.alerts.publish.Answer;
import io.firn.alerts.publish.Findings;
import io.firn.alerts.publish.Http;
import io.firn.alerts.publish.Receiver;
import io.firn.lake.config.AlertsConfig;
import io.firn.testing.MotoServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over the wire to moto's server, which checks the signature as AWS does, and read back from a queue of the topic. */
@Timeout(600) // The first time, moto is installed.
class SnsReceiverIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REGION = "eu-central-1";
    private static final String TOPIC = "arn:aws:sns:" + REGION + ":123456789012:alerts";
    private static final String ALLOWED = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";

    private MotoServer moto;
    private String keyId;
    private String key;

    @BeforeEach
    void start() throws Exception {
        moto = MotoServer.startOrSkip();
        ask("iam", Map.of("Action", "CreateUser", "UserName", "firn"));
        ask(
                "iam",
                Map.of("Action", "PutUserPolicy", "UserName", "firn", "PolicyName", "all", "PolicyDocument", ALLOWED));
        String keys = ask("iam", Map.of("Action", "CreateAccessKey", "UserName", "firn"));
        keyId = between(keys, "AccessKeyId");
        key = between(keys, "SecretAccessKey");
        ask("sns", Map.of("Action", "CreateTopic", "Name", "alerts"));
        ask("sqs", Map.of("Action", "CreateQueue", "QueueName", "heard"));
        ask(
                "sns",
                Map.of(
                        "Action",
                        "Subscribe",
                        "TopicArn",
                        TOPIC,
                        "Protocol",
                        "sqs",
                        "Endpoint",
                        "arn:aws:sqs:" + REGION + ":123456789012:heard"));
    }

    @AfterEach
    void stop() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        if (moto != null) {
            moto.close();
        }
    }

    @Test
    void aNoticeArrivesSignedAndWithItsSeverityAsAnAttribute() throws Exception {
        checkSignatures(true);
        assertThat(tell(TOPIC, key)).isEqualTo(new Answer.Delivered());
        checkSignatures(false);

        String received =
                ask("sqs", Map.of("Action", "ReceiveMessage", "QueueUrl", moto.address() + "/123456789012/heard"));
        JsonNode envelope = JSON.readTree(unescaped(between(received, "Body")));
        assertThat(envelope.get("Subject").asText()).isEqualTo("[firing] FirnRecordsMissing trials.v?sits");
        assertThat(JSON.readTree(envelope.get("Message").asText())
                        .get("labels")
                        .get("table")
                        .asText())
                .isEqualTo("trials.vîsits");
        assertThat(envelope.get("MessageAttributes")
                        .get("severity")
                        .get("Value")
                        .asText())
                .isEqualTo("critical");
        assertThat(envelope.get("MessageAttributes").get("status").get("Value").asText())
                .isEqualTo("firing");
    }

    @Test
    void aWrongKeyAndAnUnknownTopicAreRefused() throws Exception {
        checkSignatures(true);
        assertThat(tell(TOPIC, "wrong" + key))
                .isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.reason())
                        .startsWith("it answered 403")
                        .doesNotContain("wrong" + key));
        checkSignatures(false);
        assertThat(tell(TOPIC + "x", key))
                .isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.reason())
                        .startsWith("it answered 404"));
    }

    private Answer tell(String topic, String secret) throws InterruptedException {
        System.setProperty("aws.accessKeyId", keyId);
        System.setProperty("aws.secretAccessKey", secret);
        try (Receiver receiver = new SnsReceiver(
                new AlertsConfig.Topic(topic, Optional.of(moto.address())),
                Findings.links(Optional.empty(), Optional.empty(), Optional.empty()),
                new Http(Duration.ofSeconds(20)))) {
            return receiver.tell(List.of(Findings.notice()));
        }
    }

    /** Moto begins to check after so many requests. */
    private void checkSignatures(boolean now) throws Exception {
        post(moto.address().resolve("/moto-api/reset-auth"), now ? "0" : "100000", "");
    }

    private String ask(String service, Map<String, String> form) throws Exception {
        String body = form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return post(
                moto.address(),
                body,
                "AWS4-HMAC-SHA256 Credential=test/20260101/" + REGION + "/" + service
                        + "/aws4_request, SignedHeaders=host, Signature=none");
    }

    private static String post(URI url, String body, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", authorization.isEmpty() ? "text/plain" : "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("Moto answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private static String between(String xml, String tag) {
        Matcher found = Pattern.compile("<" + tag + ">(.*?)</" + tag + ">", Pattern.DOTALL)
                .matcher(xml);
        assertThat(found.find()).as(xml).isTrue();
        return found.group(1);
    }

    private static String unescaped(String xml) {
        return xml.replace("&quot;", "\"")
                .replace("&#34;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
