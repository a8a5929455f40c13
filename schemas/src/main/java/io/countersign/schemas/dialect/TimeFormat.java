package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Rfc3339;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.UnreadableException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a log writes its times. */
enum TimeFormat {
    RFC3339 {
        @Override
        @Nullable
        Instant parse(String text) {
            return Rfc3339.parse(text);
        }
    },
    /** {@code 2026-03-31 22:00:00}, in UTC; also what names its zone, as RFC 3339 has it. */
    UTC_DATE_TIME {
        @Override
        @Nullable
        Instant parse(String text) {
            return text.length() > 10 && text.charAt(10) == ' '
                    ? Rfc3339.parse(text.substring(0, 10) + "T" + text.substring(11) + "Z")
                    : Rfc3339.parse(text);
        }
    },
    EPOCH_MILLIS {
        @Override
        @Nullable
        Instant parse(String text) {
            Long number = number(text);
            return number == null ? null : Instant.ofEpochMilli(number);
        }
    },
    EPOCH_SECONDS {
        @Override
        @Nullable
        Instant parse(String text) {
            Long number = number(text);
            return number == null || Math.abs(number) > 1_000_000_000_000L ? null : Instant.ofEpochSecond(number);
        }
    };

    /** The instant; null if the text is not of this format. */
    @Nullable
    abstract Instant parse(String text);

    /** The instant a text stands for. */
    Instant read(String field, String text) throws UnreadableException {
        Instant instant = parse(text);
        if (instant == null || !Rfc3339.canSpell(instant)) {
            throw new UnreadableException(
                    QuarantineReason.BAD_TIME,
                    "'" + field + "' is '" + Shown.text(text) + "', expected a time of format " + name()
                            + ", years 0000 to 9999");
        }
        return instant;
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
