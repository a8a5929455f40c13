package io.countersign.detection.ingest;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Properties for those who read. */
final class ConsumerProperties {

    private ConsumerProperties() {}

    /** The given client properties without those that only producers know, and what reading evidence asks for. */
    static Properties of(KafkaInput input) {
        Properties properties = new Properties();
        for (Map.Entry<String, String> given : input.clientProperties().entrySet()) {
            String name = given.getKey();
            boolean forProducersOnly = ProducerConfig.configNames().contains(name)
                    && !ConsumerConfig.configNames().contains(name)
                    && !AdminClientConfig.configNames().contains(name);
            if (!forProducersOnly) {
                properties.setProperty(name, given.getValue());
            }
        }
        properties.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, input.bootstrapServers());
        properties.setProperty(ConsumerConfig.GROUP_ID_CONFIG, input.groupId());
        properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        return properties;
    }
}
