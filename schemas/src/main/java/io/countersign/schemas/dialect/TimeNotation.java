package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Rfc3339;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.UnreadableException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a source writes its times.
 *
 * @param format their form
 * @param zone the zone of those that name none; null where none was declared, so that they are refused
 */
record TimeNotation(TimeFormat format, @Nullable ZoneId zone) {

    /** The instant a text stands for. */
    Instant read(String field, String text, WrittenTime.Edge edge) throws UnreadableException {
        Instant instant = format.parse(text);
        WrittenTime written = instant == null && format == TimeFormat.ISO_8601 ? WrittenTime.parse(text) : null;
        if (written != null) {
            instant = zone == null ? null : written.instant(zone, edge);
            if (instant == null) {
                throw new UnreadableException(
                        QuarantineReason.BAD_TIME,
                        "'" + field + "' is '" + Shown.text(text) + "', "
                                + (zone == null
                                        ? "which names no zone that can be relied on; declare the source's time_zone"
                                        : "which " + zone + " has not, or has twice"));
            }
        }
        if (instant == null || !Rfc3339.canSpell(instant)) {
            throw new UnreadableException(
                    QuarantineReason.BAD_TIME,
                    "'" + field + "' is '" + Shown.text(text) + "', expected a time of format "
                            + format.name().toLowerCase(Locale.ROOT) + ", years 0000 to 9999");
        }
        return instant;
    }

    /** The same with another form. */
    TimeNotation with(@Nullable TimeFormat other) {
        return other == null ? this : new TimeNotation(other, zone);
    }
}
