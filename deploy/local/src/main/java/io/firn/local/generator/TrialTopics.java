package io.firn.local.generator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the generator's topics, and has them and what is derived from them forget after a day, lest a demo fill a disk. */
final class TrialTopics {
    private static final Duration RETENTION = Duration.ofDays(1);

    private TrialTopics() {}

    static void prepare(Admin admin) throws InterruptedException, ExecutionException {
        List<String> names = new ArrayList<>();
        for (TrialTopic topic : TrialTopic.values()) {
            names.add(topic.topic());
            create(admin, topic.topic());
        }
        Set<String> existing = admin.listTopics().names().get();
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        ConfigEntry retention = new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(RETENTION.toMillis()));
        for (String name : names) {
            for (String suffix : List.of("", ".valid")) {
                if (existing.contains(name + suffix)) {
                    changes.put(
                            new ConfigResource(ConfigResource.Type.TOPIC, name + suffix),
                            List.of(new AlterConfigOp(retention, AlterConfigOp.OpType.SET)));
                }
            }
        }
        admin.incrementalAlterConfigs(changes).all().get();
    }

    private static void create(Admin admin, String topic) throws InterruptedException, ExecutionException {
        try {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
