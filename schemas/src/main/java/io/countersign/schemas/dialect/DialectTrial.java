package io.countersign.schemas.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.countersign.schemas.codec.QuarantineReason;
import io.countersign.schemas.codec.StrictJson;
import io.countersign.schemas.record.Action;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.RecordType;
import io.countersign.schemas.record.RegisterRecord;
import io.countersign.schemas.yaml.InvalidFileException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A dialect on trial: what it makes of a message, event by event and field by field, and why. Everything is in scope. Used
 * by one thread at a time.
 */
public final class DialectTrial {

    /** Fields that have several values; of the others the first counts. */
    private static final Set<String> OF_SEVERAL = Set.of(
            "aliases",
            "chain",
            "environments",
            "exempt",
            "identities",
            "implementers",
            "objects",
            "operations",
            "systems");

    private final DialectDefinition definition;
    private final Dialect dialect;
    private @Nullable Event current;

    private DialectTrial(DialectDefinition definition) {
        this.definition = definition;
        EventMapping mapping = definition.type() == RecordType.ACTION
                ? new ActionMapping(definition, everything(definition))
                : new RegisterMapping(definition);
        this.dialect = definition.reader((event, handler) -> {
            current = event;
            mapping.map(event, handler);
        });
    }

    /**
     * A dialect of the user's own.
     *
     * @param file the file's name
     * @throws InvalidFileException with every problem of the file
     */
    public static DialectTrial of(String file, String text) throws InvalidFileException {
        return new DialectTrial(DialectFile.compile(file, text).with(null, null, Duration.ofMinutes(5)));
    }

    private static AssetScope everything(DialectDefinition definition) {
        String yaml = "assets: [{ id: everything, system: any, environment: any, class: any, match: { dialect: '"
                + definition.name() + "' } }]";
        try {
            return AssetScope.parse("assets.yaml", yaml, Map.of(definition.name(), Set.of()));
        } catch (InvalidFileException e) {
            throw new IllegalStateException("a scope of everything is always sound", e);
        }
    }

    /**
     * What became of one event.
     *
     * @param outcome the type of the record it became, {@code no_action} or {@code quarantined}
     * @param reason why it became no record; null if it became one
     * @param detail what was given and expected; null unless it was quarantined
     * @param fields what was read of it, and what was not; empty where it was not looked at further
     * @param unread members of it that the dialect does not ask for, as paths
     */
    public record Tried(
            String outcome,
            @Nullable String reason,
            @Nullable String detail,
            List<Field> fields,
            List<String> unread) {

        public Tried {
            fields = List.copyOf(fields);
            unread = List.copyOf(unread);
        }
    }

    /**
     * A field of a record, or of the scope.
     *
     * @param values what was read; empty where nothing was
     * @param why where that comes from, or why there is nothing
     */
    public record Field(String name, List<String> values, String why) {

        public Field {
            values = List.copyOf(values);
        }
    }

    /** What of a sample file is one message. */
    public Framing framing() {
        return dialect.framing();
    }

    /** What becomes of each event of a message. */
    public List<Tried> read(Message message) {
        Recording recording = new Recording();
        dialect.read(message, recording);
        return recording.tried;
    }

    private final class Recording implements EventHandler {

        private final List<Tried> tried = new ArrayList<>();

        @Override
        public void action(Action action) {
            add(RecordType.ACTION.wireName(), null, null);
        }

        @Override
        public void register(RegisterRecord registerRecord) {
            add(registerRecord.type().wireName(), null, null);
        }

        @Override
        public void mark(Mark mark) {
            Field field =
                    new Field("complete_through", List.of(mark.completeThrough().toString()), "");
            tried.add(new Tried(RecordType.MARK.wireName(), null, null, List.of(field), List.of()));
        }

        @Override
        public void outOfScope(String source, String reason) {
            throw new IllegalStateException("everything is in scope");
        }

        @Override
        public void noAction(String source, String reason) {
            add("no_action", reason, null);
        }

        @Override
        public void unreadable(String source, QuarantineReason reason, String detail, byte[] raw) {
            add("quarantined", reason.name(), detail);
        }

        private void add(String outcome, @Nullable String reason, @Nullable String detail) {
            Event event = current;
            current = null;
            tried.add(new Tried(
                    outcome,
                    reason,
                    detail,
                    event == null ? List.of() : fields(event.slots()),
                    event == null ? List.of() : unread(event)));
        }
    }

    private List<Field> fields(Slots slots) {
        List<Field> fields = new ArrayList<>();
        RecordShape shape = RecordShape.of(definition.type());
        shape.fields().forEach(field -> fields.add(field("", field, definition.fields(), slots, definition.paths())));
        int number = 0;
        for (DialectDefinition.Parts parts : definition.parts()) {
            for (Slots each : parts.of(slots)) {
                String prefix = parts.name() + (parts.areTheEventItself() ? "." : "[" + number++ + "].");
                parts.fields().keySet().stream()
                        .sorted()
                        .forEach(field -> fields.add(field(prefix, field, parts.fields(), each, parts.paths())));
            }
        }
        definition.scopeFields().keySet().stream()
                .sorted()
                .forEach(field -> fields.add(new Field(
                        "scope " + field,
                        definition
                                .scopeFields()
                                .getOrDefault(field, FieldRule.ABSENT)
                                .textsOfAllCases(slots),
                        "")));
        return fields;
    }

    private static Field field(String prefix, String name, Map<String, FieldRule> rules, Slots slots, PathTree paths) {
        FieldRule rule = rules.get(name);
        if (rule == null) {
            return new Field(prefix + name, List.of(), "the dialect does not say where it is");
        }
        List<String> texts = rule.texts(slots);
        String why = rule.why(slots, paths);
        if (name.equals("operation") && texts.size() > 1) {
            return new Field(prefix + name, texts, why + ", of which the gravest counts");
        }
        return texts.size() > 1 && !OF_SEVERAL.contains(name)
                ? new Field(prefix + name, texts.subList(0, 1), why + ", the first of " + texts.size())
                : new Field(prefix + name, texts, why);
    }

    /** The members of an event of JSON that the dialect does not ask for. */
    private List<String> unread(Event event) {
        Set<String> unread = new LinkedHashSet<>();
        try (JsonParser parser =
                StrictJson.EVENTS_FACTORY.createParser(event.bytes(), event.start(), event.end() - event.start())) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                walk(parser, "", unread);
            }
        } catch (IOException e) {
            // A log of text has no members of JSON.
            return List.of();
        }
        return List.copyOf(unread);
    }

    private void walk(JsonParser parser, String path, Set<String> unread) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName().replace("\\", "\\\\").replace(".", "\\.");
            parser.nextToken();
            value(parser, path.isEmpty() ? name : path + "." + name, unread);
        }
    }

    private void value(JsonParser parser, String path, Set<String> unread) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                if (definition.paths().hasElements(path)) {
                    parser.skipChildren();
                } else {
                    walk(parser, path, unread);
                }
            }
            case START_ARRAY -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    value(parser, path, unread);
                }
            }
            case VALUE_NULL -> {
                // Null means absent.
            }
            default -> {
                if (!definition.paths().wants(path)) {
                    unread.add(path);
                }
            }
        }
    }
}
