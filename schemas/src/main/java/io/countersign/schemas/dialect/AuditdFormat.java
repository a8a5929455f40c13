package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.StrictJson;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log of the Linux audit system, raw or enriched, from auditd's file or through syslog. Records of the same node, time
 * and serial number are one event, also where others lie between them; its bytes are those from its first record to its
 * last. It ends at EOE, and where a record is over two seconds younger, as auparse has it.
 *
 * <p>Members: {@code time} (seconds since 1970), {@code serial}, {@code node}, {@code type} (of each record), every field as
 * {@code TYPE.field} and, of the first record that has it, as {@code field}; {@code EXECVE.argv}, the arguments joined by
 * blanks; {@code files}, the full names in PATH records, but for parent directories. What the kernel encodes in hexadecimal digits is decoded. Fields of the enriched part are in capital letters.
 *
 * @see <a href="https://github.com/linux-audit/audit-documentation/wiki">Linux audit documentation</a>
 */
final class AuditdFormat implements TextFormat {

    private static final Pattern START = Pattern.compile(
            "(?:^|.{0,400}? )(?:node=(\\S{1,255}) )?type=(\\S{1,64}) (?:msg=)?audit\\((\\d{1,12})\\.(\\d{1,9}):(\\d{1,20})\\) ?:? *");

    private static final long OPEN_MILLIS = 2_000;

    /** What several records have in common. */
    private record Key(String node, String seconds, String fraction, String serial) {

        long millis() {
            return Long.parseLong(seconds) * 1_000 + Long.parseLong((fraction + "000").substring(0, 3));
        }
    }

    /** An event some of whose records are found. */
    private static final class Open {

        private final Key key;
        private final int start;
        private int end;
        private boolean closed;
        private final Map<String, List<String>> members = new LinkedHashMap<>();
        private final AuditdFields.Gathered gathered = new AuditdFields.Gathered();

        Open(Key key, int start) {
            this.key = key;
            this.start = start;
            members.put("time", List.of(key.seconds() + "." + key.fraction()));
            members.put("serial", List.of(key.serial()));
            if (!key.node().isEmpty()) {
                members.put("node", List.of(key.node()));
            }
        }

        void add(String type, String fields, int recordEnd) {
            end = recordEnd;
            closed |= type.equals("EOE");
            members.computeIfAbsent("type", unused -> new ArrayList<>()).add(type);
            if (recordEnd - start <= StrictJson.MAX_RECORD_BYTES) {
                AuditdFields.read(type, fields, members, gathered);
            }
        }

        void handOver(Sink sink) {
            if (!TextLines.refuseTooLarge(start, end, sink)) {
                String argv = gathered.joined();
                if (!argv.isEmpty()) {
                    members.put("EXECVE.argv", List.of(argv));
                    members.putIfAbsent("argv", List.of(argv));
                }
                List<String> files = gathered.files();
                if (!files.isEmpty()) {
                    members.put("files", files);
                }
                sink.event(members, start, end);
            }
        }
    }

    /** Bytes that are no record. */
    private record Unreadable(QuarantineReason reason, String detail, int start, int end) {}

    @Override
    public void events(byte[] message, Sink sink) {
        new Walk(message, sink).walk();
    }

    /** One walk over one message. */
    private static final class Walk {

        private final TextLines lines;
        private final Sink sink;
        private final Map<Key, Open> open = new LinkedHashMap<>();

        /** In the order in which they start: events, and what is no record. */
        private final ArrayDeque<Object> waiting = new ArrayDeque<>();

        Walk(byte[] message, Sink sink) {
            this.lines = new TextLines(message);
            this.sink = sink;
        }

        void walk() {
            while (lines.next()) {
                String text = lines.text();
                Matcher start = text == null ? null : START.matcher(text);
                if (text == null) {
                    unreadable(QuarantineReason.NOT_UTF8, "bytes that are not UTF-8, expected UTF-8");
                } else if (start == null || !start.lookingAt()) {
                    unreadable(
                            QuarantineReason.WRONG_TYPE,
                            "no record of the Linux audit system, expected type=... msg=audit(seconds.millis:serial)");
                } else {
                    record(start, text);
                }
                handOverClosed();
            }
            open.values().forEach(each -> each.closed = true);
            handOverClosed();
        }

        private void unreadable(QuarantineReason reason, String detail) {
            waiting.add(new Unreadable(reason, detail, lines.start(), lines.end()));
        }

        private void record(Matcher start, String text) {
            String node = start.group(1) == null ? "" : start.group(1);
            Key key = new Key(node, start.group(3), start.group(4), start.group(5));
            closeBefore(key.millis() - OPEN_MILLIS);
            Open event = open.get(key);
            if (event == null) {
                event = new Open(key, lines.start());
                open.put(key, event);
                waiting.add(event);
            }
            event.add(start.group(2), text.substring(start.end()), lines.end());
            if (event.closed) {
                open.remove(key);
            }
        }

        /** Closes events that are too old to go on. The oldest come first, but for those out of order. */
        private void closeBefore(long millis) {
            var events = open.values().iterator();
            while (events.hasNext()) {
                Open event = events.next();
                if (event.key.millis() >= millis) {
                    return;
                }
                event.closed = true;
                events.remove();
            }
        }

        private void handOverClosed() {
            while (!waiting.isEmpty()) {
                Object first = waiting.peek();
                if (first instanceof Open event) {
                    if (!event.closed) {
                        return;
                    }
                    event.handOver(sink);
                } else if (first instanceof Unreadable bytes) {
                    sink.unreadable(bytes.reason(), bytes.detail(), bytes.start(), bytes.end());
                }
                waiting.remove();
            }
        }
    }
}
