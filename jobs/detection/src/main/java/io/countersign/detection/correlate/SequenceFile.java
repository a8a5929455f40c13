package io.countersign.detection.correlate;

import io.countersign.rules.catalog.RuleFile;
import io.countersign.rules.sequence.CompiledSequence;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.Serializable;

/** The rule file of a sequence on its way to where it runs: what is compiled from it cannot be sent. */
final class SequenceFile implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final byte[] bytes;

    /** A file that is known to be valid. */
    SequenceFile(RuleFile file) {
        name = file.name();
        bytes = file.bytes();
    }

    CompiledSequence compile() {
        try {
            return CompiledSequence.of(new RuleFile(name, bytes)).orElseThrow();
        } catch (InvalidFileException e) {
            throw new IllegalStateException("a rule file that was valid is no longer: " + name, e);
        }
    }
}
