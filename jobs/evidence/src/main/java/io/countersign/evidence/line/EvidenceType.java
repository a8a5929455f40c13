package io.countersign.evidence.line;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a line of evidence holds (E1). */
public enum EvidenceType {
    ACTION,
    CHANGE,
    FREEZE,
    IDENTITY,
    CREDENTIAL,
    RECORDING,
    MARK,
    VERDICT,
    MATCH,
    ACCOUNTING,
    HEARTBEAT;

    private static final Map<String, EvidenceType> BY_NAME = new HashMap<>();

    static {
        for (EvidenceType type : values()) {
            BY_NAME.put(type.wireName(), type);
        }
    }

    /** The member {@code type} of a line. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of a name; null if there is none. */
    public static @Nullable EvidenceType of(String wireName) {
        return BY_NAME.get(wireName);
    }

    /** Whether it is a version of a register record. */
    public boolean isRegister() {
        return this == CHANGE || this == FREEZE || this == IDENTITY || this == CREDENTIAL || this == RECORDING;
    }
}
