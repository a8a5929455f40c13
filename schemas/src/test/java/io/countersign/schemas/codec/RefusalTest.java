package io.countersign.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A refusal names the member by its path, what was given and what was expected. */
class RefusalTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        EMPTY/no-bytes.bin                        | no JSON given, expected one object
        TOO_LARGE/one-byte-over.json              | 262145 bytes given, at most 262144 expected
        NOT_UTF8/gzip.bin                         | byte 0x8b at 1, expected UTF-8
        NOT_UTF8/escaped-lone-low-surrogate.json  | a lone surrogate, which UTF-8 cannot carry
        NOT_JSON/byte-order-mark.bin              | starts with a byte order mark; expected JSON
        DUPLICATE_KEY/escaped.json                | Duplicate field 'id'
        TRAILING_CONTENT/second-record.json       | more follows the first JSON value; expected one a record
        NUMBER_RANGE/unknown-member-huge-exponent.json | the number 1e999999999, expected one in the range of a 64-bit float
        NUMBER_RANGE/version-least-long.json      | 'version' is -9223372036854775808, expected at most 2^53 - 1 either way
        NUMBER_RANGE/partition-negative.json      | 'raw.partition' is -1, expected 0 to 2^31 - 1
        UNKNOWN_TYPE/bidi.json                    | 'type' is '\\u202enoitca', expected one of [action, change, freeze, identity, credential, recording, mark]
        MISSING_FIELD/type.json                   | 'type' is absent or null, expected a value
        MISSING_FIELD/action-actor-kind-null.json | 'actor.kind' is absent or null, expected a value
        MISSING_FIELD/change-approval-by.json     | 'approvals[].by' is absent or null, expected a value
        MISSING_FIELD/change-window-end.json      | 'window.end' is absent or null, expected a value
        MISSING_FIELD/identity-entitlement-operations.json | 'entitlements[].operations' is absent or null, expected a value
        WRONG_TYPE/array.json                     | the JSON is no object, expected one record
        WRONG_TYPE/time-seconds.json              | 'time' is the integer 1774515850, expected text
        WRONG_TYPE/version-1.0.json               | 'version' is the number 1.0, expected an integer
        WRONG_TYPE/version-text.json              | 'version' is the text 1, expected an integer
        WRONG_TYPE/version-true.json              | 'version' is the truth value true, expected an integer
        WRONG_TYPE/approvals-object.json          | 'approvals' is an object, expected an array
        WRONG_TYPE/approval-null.json             | 'approvals[]' is the value null, expected an object
        WRONG_TYPE/identity-kind-unknown.json     | 'kind' is 'unknown', expected one of [machine, human]
        WRONG_TYPE/outcome-in-capitals.json       | 'outcome' is 'SUCCESS', expected one of [success, failure, partial]
        BAD_TIME/february-30.json                 | 'time' is '2026-02-30T09:04:10Z', expected RFC 3339 such as 2026-03-31T22:00:00.000Z, years 0000 to 9999 in UTC
        BAD_TIME/line-end.json                    | 'time' is '2026-03-26T09:04:10Z\\u000a', expected RFC 3339 such as 2026-03-31T22:00:00.000Z, years 0000 to 9999 in UTC
        TIME_OUT_OF_RANGE/action-time-epoch.json  | 'time' is 1970-01-01T00:00:00Z, expected 2000-01-01 or later; are seconds taken for millis?
        BAD_INTERVAL/freeze-window.json           | 'window' ends at 2026-03-26T10:59:59.999Z, before it starts at 2026-03-26T11:00:00Z
        """)
    void saysWhatWasGivenAndWhatWasExpected(String sample, String detail) {
        assertThat(Attempt.of(Samples.bytes("bad/" + sample)).detail()).isEqualTo(detail);
    }
}
