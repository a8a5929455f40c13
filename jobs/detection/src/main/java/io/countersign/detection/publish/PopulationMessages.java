package io.countersign.detection.publish;

import io.countersign.schemas.codec.JsonWriter;
import java.util.TreeMap;

/** The sums of the population equations; the last message under a key counts. */
public final class PopulationMessages extends TopicMessages<PopulationTotal> {

    private static final long serialVersionUID = 1L;

    /** For a topic. */
    public PopulationMessages(String topic) {
        super(topic);
    }

    @Override
    String key(PopulationTotal total) {
        return total.subject() + "/" + total.name();
    }

    @Override
    byte[] value(PopulationTotal total) {
        return JsonWriter.forReaders()
                .object(json -> json.member("name", total.name())
                        .member("subject", total.subject())
                        .member("terms", terms -> new TreeMap<>(total.terms()).forEach(terms::member))
                        .member("type", "population"))
                .toBytes();
    }

    @Override
    Headers headers(PopulationTotal total) {
        return new Headers().with("content-type", "application/json");
    }
}
