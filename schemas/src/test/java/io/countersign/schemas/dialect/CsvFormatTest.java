package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CSV as RFC 4180 has it; what it does not allow is refused. */
class CsvFormatTest {

    private final TextFormat headed = new CsvFormat(List.of(), List.of());

    /** The examples of RFC 4180, section 2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "aaa,bbb,ccc\\r\\nzzz,yyy,xxx\\r\\n|bbb yyy",
                "aaa,bbb,ccc\\r\\nzzz,yyy,xxx|bbb yyy",
                "\"aaa\",\"bbb\",\"ccc\"\\r\\nzzz,yyy,xxx|bbb yyy",
                "\"aaa\",\"b\\r\\nbb\",\"ccc\"\\r\\nzzz,yyy,xxx|b\\r\\nbb yyy",
                "\"aaa\",\"b\"\"bb\",\"ccc\"|b\"bb",
                "aaa,,ccc\\n\\n|``",
            })
    void shouldReadTheExamplesOfTheRfc(String rows, String second) {
        TextFormat format = new CsvFormat(List.of("x", "y", "z"), List.of());

        assertThat(String.join(" ", TextEvents.of(format, breaks(rows)).all("y")))
                .isEqualTo(breaks(second));
    }

    private static String breaks(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }

    @Test
    void shouldTakeTheFirstRowForTheNamesAndPassOverAByteOrderMark() {
        assertThat(TextEvents.of(headed, "\uFEFFid,\"who, really\"\r\n1,app\r\n")
                        .all("who, really"))
                .containsExactly("app");
        assertThat(TextEvents.of(headed, "id\n").pieces).isEmpty();
        assertThat(TextEvents.of(headed, "").pieces).isEmpty();
    }

    @Test
    void shouldPutRowsTogetherThatAreAlikeAndNextToEachOther() {
        TextFormat grouped = new CsvFormat(List.of(), List.of("who"));
        String rows = "who,what\napp,read\napp,write\nbot,read\n";

        TextEvents events = TextEvents.of(grouped, rows);

        assertThat(events.all("what")).containsExactly("read|write", "read");
        assertThat(events.pieces.get(0).rows())
                .extracting(row -> row.get("what"))
                .containsExactly(List.of("read"), List.of("write"));
        assertThat(rows.substring(
                        events.pieces.get(0).start(), events.pieces.get(0).end()))
                .isEqualTo("app,read\napp,write");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app,read;bot,read;app,grant | DUPLICATE_KEY read DUPLICATE_KEY",
                "app,read;app,a,b;bot,read;eve,read | TRAILING_CONTENT MISSING_FIELD MISSING_FIELD read",
                "app;app,read;bot,read | MISSING_FIELD MISSING_FIELD read",
            })
    void shouldHandOverNoPartForAWhole(String rows, String expected) {
        String csv = "who,what;" + rows + ";";

        assertThat(String.join(
                        " ",
                        TextEvents.of(new CsvFormat(List.of(), List.of("who")), csv.replace(';', '\n'))
                                .all("what")))
                .isEqualTo(expected);
    }

    @Test
    void shouldPutNoRowsTogetherByAColumnThatIsNotThere() {
        assertThat(TextEvents.of(new CsvFormat(List.of(), List.of("whom")), "who,what\napp,read\nbot,read\n")
                        .all("what"))
                .containsExactly("MISSING_FIELD");
    }

    @Test
    void shouldTellTheBytesOfARow() {
        TextEvents.Piece row =
                TextEvents.of(headed, "a,b\r\n1,\"2\n3\"\r\n").pieces.get(0);

        assertThat("a,b\r\n1,\"2\n3\"\r\n".substring(row.start(), row.end())).isEqualTo("1,\"2\n3\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1|MISSING_FIELD 9",
                "1,2,3|TRAILING_CONTENT 9",
                "1,2\"3|WRONG_TYPE 9",
                "1,\"2\"3|WRONG_TYPE 9",
                "1,\"2|WRONG_TYPE",
            })
    void shouldRefuseOnlyTheRowThatIsNone(String row, String found) {
        assertThat(String.join(
                        " ", TextEvents.of(headed, "a,b\n" + row + "\n8,9").all("b")))
                .isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"a,a", "a,", "a,\"b"})
    void shouldRefuseAMessageWhoseFirstRowNamesNoColumns(String header) {
        TextEvents events = TextEvents.of(headed, header + "\n1,2\n3,4");

        assertThat(events.all("a")).containsExactly("WRONG_TYPE");
        assertThat(events.pieces.get(0).end()).isEqualTo(header.length() + 8);
    }

    @Test
    void shouldRefuseBytesThatAreNoText() {
        byte[] latin1 = "a,b\n1,\u00e9\n1,2".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(TextEvents.of(headed, latin1).all("b")).containsExactly("NOT_UTF8", "2");
    }

    @Test
    void shouldRefuseARowThatIsTooLarge() {
        String large = "x".repeat(1024 * 1024);

        assertThat(TextEvents.of(headed, "a,b\n1," + large + "\n1,2").all("b")).containsExactly("TOO_LARGE", "2");
    }
}
