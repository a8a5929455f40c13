package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.Rfc3339;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a log writes its times. */
enum TimeFormat {
    /** RFC 3339 to the letter. */
    RFC3339,
    /** ISO 8601 as logs write it, of which {@link WrittenTime} says more. */
    ISO_8601,
    EPOCH_SECONDS(9),
    EPOCH_MILLIS(6),
    EPOCH_MICROS(3),
    EPOCH_NANOS(0);

    private static final int LONGEST_NUMBER = 40;
    private static final BigInteger NANOS_A_SECOND = BigInteger.valueOf(1_000_000_000);

    private final int digitsToNanos;

    TimeFormat() {
        this(0);
    }

    TimeFormat(int digitsToNanos) {
        this.digitsToNanos = digitsToNanos;
    }

    /** The instant a text stands for; null if it is not of this format, or needs a zone to be one. */
    @Nullable
    Instant parse(String text) {
        return switch (this) {
            case RFC3339 -> Rfc3339.parse(text);
            case ISO_8601 -> {
                WrittenTime written = WrittenTime.parse(text);
                yield written == null ? null : written.instant();
            }
            default -> sinceEpoch(text);
        };
    }

    private @Nullable Instant sinceEpoch(String text) {
        try {
            BigDecimal number = new BigDecimal(text.length() <= LONGEST_NUMBER ? text : "");
            if (Math.abs((long) number.precision() - number.scale()) > LONGEST_NUMBER
                    || number.scale() > LONGEST_NUMBER) {
                return null;
            }
            BigInteger[] parts =
                    number.movePointRight(digitsToNanos).toBigInteger().divideAndRemainder(NANOS_A_SECOND);
            return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            return null;
        }
    }
}
