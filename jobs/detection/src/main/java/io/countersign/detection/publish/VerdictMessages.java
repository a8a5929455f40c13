package io.countersign.detection.publish;

import io.countersign.detection.judge.Finding;
import io.countersign.schemas.codec.Codec;

/** Every revision of every verdict, as the line of S8; the key is the verdict's id. */
public final class VerdictMessages extends TopicMessages<Finding> {

    private static final long serialVersionUID = 1L;

    /** For a topic. */
    public VerdictMessages(String topic) {
        super(topic);
    }

    @Override
    String key(Finding finding) {
        return finding.verdict().id();
    }

    @Override
    byte[] value(Finding finding) {
        return Codec.write(finding.verdict());
    }

    @Override
    Headers headers(Finding finding) {
        return new Headers().with("content-type", "application/json");
    }
}
