package io.countersign.schemas.dialect;

import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.UnreadableException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * iCalendar (RFC 5545), an event an occurrence of a component. It has the component's properties under their names, those of
 * the calendar under {@code calendar}, the component's name as {@code component}, and of the occurrence {@code
 * occurrence.id}, {@code occurrence.start}, {@code occurrence.end} and {@code occurrence.excluded}.
 */
final class ICalendar implements TextFormat {

    @Override
    public void events(byte[] message, Sink sink) {
        Reading reading = new Reading(message, sink);
        TextLines lines = new TextLines(message);
        boolean more = lines.next();
        while (more) {
            int start = lines.start();
            int end = lines.end();
            ByteArrayOutputStream unfolded = new ByteArrayOutputStream();
            unfolded.write(message, start, end - start);
            more = lines.next();
            // Lines are folded between bytes, which may be of one character (section 3.1).
            while (more && (lines.startsWith(' ') || lines.startsWith('\t'))) {
                unfolded.write(message, lines.start() + 1, lines.end() - lines.start() - 1);
                end = lines.end();
                more = lines.next();
            }
            byte[] line = unfolded.toByteArray();
            reading.line(TextLines.decode(line, 0, line.length), start, end);
        }
        reading.end();
    }

    /** A component, and those in it. */
    static final class Component {

        final String name;
        final int start;
        final List<ICalendarLine> lines = new ArrayList<>();
        final List<Component> inner = new ArrayList<>();
        private int end;
        private @Nullable UnreadableException problem;

        Component(String name, int start) {
            this.name = name;
            this.start = start;
        }

        /** Where its bytes have ended. */
        int end() {
            return end;
        }

        /** What is wrong with it; null if nothing is. */
        @Nullable
        UnreadableException problem() {
            return problem;
        }

        private void refuse(QuarantineReason reason, String detail) {
            problem = problem == null ? new UnreadableException(reason, detail) : problem;
        }
    }

    /** Reads the lines of a message. */
    private static final class Reading {

        private static final char BYTE_ORDER_MARK = '\uFEFF';

        private final byte[] message;
        private final Sink sink;
        private final Deque<Component> open = new ArrayDeque<>();
        private final ICalendarRule.Budget budget = new ICalendarRule.Budget();
        private int noneFrom = -1;
        private int noneTo;

        Reading(byte[] message, Sink sink) {
            this.message = message;
            this.sink = sink;
        }

        void line(@Nullable String given, int start, int end) {
            String text =
                    start == 0 && given != null && given.startsWith("" + BYTE_ORDER_MARK) ? given.substring(1) : given;
            ICalendarLine line = text == null ? null : ICalendarLine.parse(text);
            Component current = open.peek();
            String named = line == null ? "" : line.value().strip().toUpperCase(Locale.ROOT);
            if (line != null && line.name().equals("BEGIN") && (current != null || named.equals("VCALENDAR"))) {
                refuseWhatIsNoCalendar();
                open.push(new Component(named, start));
            } else if (current == null) {
                noneFrom = noneFrom < 0 ? start : noneFrom;
                noneTo = end;
            } else if (line == null && open.size() == 1) {
                sink.unreadable(
                        text == null ? QuarantineReason.NOT_UTF8 : QuarantineReason.WRONG_TYPE,
                        "no content line of iCalendar, expected NAME:VALUE",
                        start,
                        end);
            } else if (line == null) {
                current.refuse(
                        text == null ? QuarantineReason.NOT_UTF8 : QuarantineReason.WRONG_TYPE,
                        "a line of it is no content line of iCalendar, expected NAME:VALUE");
            } else if (!line.name().equals("END")) {
                current.lines.add(line);
            } else if (named.equals(current.name)) {
                close(end);
            } else {
                current.refuse(
                        QuarantineReason.WRONG_TYPE,
                        "'END:" + Shown.text(named) + "' within " + Shown.text(current.name)
                                + ", expected its own end");
            }
        }

        private void refuseWhatIsNoCalendar() {
            if (noneFrom >= 0) {
                boolean text = TextLines.decode(message, noneFrom, noneTo) != null;
                sink.unreadable(
                        text ? QuarantineReason.WRONG_TYPE : QuarantineReason.NOT_UTF8,
                        "no calendar, expected BEGIN:VCALENDAR",
                        noneFrom,
                        noneTo);
                noneFrom = -1;
            }
        }

        private void close(int end) {
            Component closed = open.pop();
            closed.end = end;
            Component outer = open.peek();
            if (outer == null) {
                new ICalendarEvents(closed, budget, sink).handOver();
            } else {
                outer.inner.add(closed);
                UnreadableException problem = closed.problem;
                if (problem != null && open.size() > 1) {
                    outer.refuse(problem.reason(), problem.detail());
                }
            }
        }

        /** What is still open at the end of the message was broken off; what is complete in a calendar counts. */
        void end() {
            refuseWhatIsNoCalendar();
            while (!open.isEmpty()) {
                Component broken = open.peek();
                broken.refuse(
                        QuarantineReason.WRONG_TYPE,
                        Shown.text(broken.name) + " is broken off, expected END:" + Shown.text(broken.name));
                close(message.length);
            }
        }
    }
}
