package io.firn.pipeline.start;

import io.firn.lake.config.FirnConfig;
import io.firn.lake.config.StreamConfig;
import io.firn.pipeline.failpoint.FailPoint;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a fail point lose records of a Kafka on this machine only, and never quietly. */
final class FailPointGuard {
    private static final Logger LOG = LoggerFactory.getLogger(FailPointGuard.class);
    private static final Pattern LOOPBACK = Pattern.compile("(127(\\.[0-9]{1,3}){3}|localhost):[0-9]{1,5}");

    private FailPointGuard() {}

    /** @throws StartException if the text is no fail point, or not one for this configuration */
    static FailPoint admit(String text, FirnConfig config) {
        FailPoint failPoint;
        try {
            failPoint = FailPoint.parse(text);
        } catch (IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
        if (failPoint.isOn()) {
            requireLoopback(failPoint, config.kafka().bootstrapServers());
            requireStreams(failPoint, config);
            LOG.warn("FAIL POINT {} IS ON: these records will be missing from their tables, on purpose", failPoint);
        }
        return failPoint;
    }

    private static void requireLoopback(FailPoint failPoint, String bootstrapServers) {
        boolean isHere = Arrays.stream(bootstrapServers.split(",", -1))
                .allMatch(server -> LOOPBACK.matcher(server.strip()).matches());
        if (!isHere) {
            throw new StartException("Cannot use fail point " + failPoint + ": Kafka at " + bootstrapServers
                    + " is not on this machine, its records may be wanted");
        }
    }

    private static void requireStreams(FailPoint failPoint, FirnConfig config) {
        Set<String> unread = new TreeSet<>(failPoint.topics());
        unread.removeAll(
                config.pipeline().streams().stream().map(StreamConfig::topic).collect(Collectors.toSet()));
        if (!unread.isEmpty()) {
            throw new StartException(
                    "Cannot use fail point " + failPoint + ": no stream reads topic " + String.join(", ", unread));
        }
    }
}
