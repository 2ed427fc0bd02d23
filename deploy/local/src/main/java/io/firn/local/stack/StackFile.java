package io.firn.local.stack;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code stack.json}: where a stack's daemon and Kafka are (and Prometheus and Alertmanager, or nothing where it has
 * none), the token that its daemon wants, and the processes that run.
 * It outlives the stack, so that the next start takes the same ports and token.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record StackFile(
        String daemon, String kafka, String token, String prometheus, String alertmanager, Map<String, Long> pids) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final Pattern LOCAL = Pattern.compile("(?:http://)?127\\.0\\.0\\.1:([0-9]{1,5})/?");

    StackFile {
        // Earlier versions did not have these.
        prometheus = prometheus == null ? "" : prometheus;
        alertmanager = alertmanager == null ? "" : alertmanager;
        pids = new TreeMap<>(pids == null ? Map.of() : pids);
    }

    static Optional<StackFile> read(Path file) throws StackException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), StackFile.class));
        } catch (IOException e) {
            throw new StackException(
                    "Cannot read " + file + ": it is not what was written there; without it the stack starts with new"
                            + " ports and a new token",
                    e);
        }
    }

    void write(Path file) throws IOException {
        PrivateFile.write(file, JSON.writeValueAsString(this) + "\n");
    }

    Optional<Integer> kafkaPort() {
        return port(kafka);
    }

    Optional<Integer> daemonPort() {
        return port(daemon);
    }

    Optional<Integer> prometheusPort() {
        return port(prometheus);
    }

    Optional<Integer> alertmanagerPort() {
        return port(alertmanager);
    }

    private static Optional<Integer> port(String address) {
        Matcher matcher = LOCAL.matcher(address);
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    StackFile with(Map<String, Long> running) {
        return new StackFile(daemon, kafka, token, prometheus, alertmanager, running);
    }
}
