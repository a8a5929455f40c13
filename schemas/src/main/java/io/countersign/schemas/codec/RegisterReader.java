package io.countersign.schemas.codec;

import static io.countersign.schemas.codec.MemberReader.required;

import io.countersign.schemas.record.ActorKind;
import io.countersign.schemas.record.Approval;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.ChangeKind;
import io.countersign.schemas.record.ChangeState;
import io.countersign.schemas.record.Credential;
import io.countersign.schemas.record.CredentialState;
import io.countersign.schemas.record.Decision;
import io.countersign.schemas.record.Entitlement;
import io.countersign.schemas.record.Freeze;
import io.countersign.schemas.record.FreezeScope;
import io.countersign.schemas.record.FreezeState;
import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.IdentityState;
import io.countersign.schemas.record.Interval;
import io.countersign.schemas.record.Mark;
import io.countersign.schemas.record.Recording;
import io.countersign.schemas.record.RecordingState;
import io.countersign.schemas.record.Scope;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of register records and marks (S2). Members are gathered by name, each already checked for its
 * type, and then put together.
 */
final class RegisterReader {

    private final MemberReader in;
    private final String path;
    private final Map<String, Object> members = new HashMap<>();

    RegisterReader(MemberReader in) {
        this(in, "");
    }

    /** For an object inside the record, whose members' paths begin with the given text. */
    private RegisterReader(MemberReader in, String path) {
        this.in = in;
        this.path = path;
    }

    Change change() throws IOException, UnreadableException {
        in.object("change", name -> {
            switch (name) {
                case "kind" -> keep(name, in.choice(name, ChangeKind.values()));
                case "state" -> keep(name, in.choice(name, ChangeState.values()));
                case "window" -> keep(name, in.interval(name));
                case "scope" -> keep(name, in.isNull() ? null : scope());
                case "requester" -> keep(name, in.text(name));
                case "implementers" -> keep(name, in.texts(name));
                case "approvals" -> keep(name, in.list(name, this::approval));
                default -> common(name);
            }
        });
        return new Change(
                need("id", String.class),
                need("version", Long.class),
                need("recorded_at", Instant.class),
                need("source", String.class),
                need("kind", ChangeKind.class),
                need("state", ChangeState.class),
                get("window", Interval.class),
                need("scope", Scope.class),
                get("requester", String.class),
                strings("implementers"),
                list(need("approvals", List.class), Approval.class));
    }

    private Scope scope() throws IOException, UnreadableException {
        Map<String, List<String>> read =
                textLists("scope", List.of("systems", "environments", "identities", "operations", "objects"));
        return new Scope(
                required(read.get("systems"), "scope.systems"),
                required(read.get("environments"), "scope.environments"),
                required(read.get("identities"), "scope.identities"),
                read.getOrDefault("operations", List.of()),
                read.getOrDefault("objects", List.of()));
    }

    private Map<String, List<String>> textLists(String path, List<String> names)
            throws IOException, UnreadableException {
        Map<String, List<String>> read = new HashMap<>();
        in.object(path, name -> {
            if (!names.contains(name)) {
                in.skip();
                return;
            }
            List<String> texts = in.texts(path + "." + name);
            if (texts != null) {
                read.put(name, texts);
            }
        });
        return read;
    }

    private Approval approval() throws IOException, UnreadableException {
        RegisterReader read = new RegisterReader(in, "approvals[].");
        in.object("approvals[]", name -> {
            switch (name) {
                case "by" -> read.keep(name, in.text("approvals[].by"));
                case "at" -> read.keep(name, in.time("approvals[].at"));
                case "decision" -> read.keep(name, in.choice("approvals[].decision", Decision.values()));
                default -> in.skip();
            }
        });
        return new Approval(
                read.need("by", String.class), read.need("at", Instant.class), read.need("decision", Decision.class));
    }

    Freeze freeze() throws IOException, UnreadableException {
        in.object("freeze", name -> {
            switch (name) {
                case "state" -> keep(name, in.choice(name, FreezeState.values()));
                case "window" -> keep(name, in.interval(name));
                case "scope" -> keep(name, in.isNull() ? null : freezeScope());
                case "exempt" -> keep(name, in.texts(name));
                default -> common(name);
            }
        });
        return new Freeze(
                need("id", String.class),
                need("version", Long.class),
                need("recorded_at", Instant.class),
                need("source", String.class),
                need("state", FreezeState.class),
                need("window", Interval.class),
                need("scope", FreezeScope.class),
                strings("exempt"));
    }

    private FreezeScope freezeScope() throws IOException, UnreadableException {
        Map<String, List<String>> read = textLists("scope", List.of("systems", "environments"));
        return new FreezeScope(
                required(read.get("systems"), "scope.systems"), read.getOrDefault("environments", List.of()));
    }

    Identity identity() throws IOException, UnreadableException {
        ActorKind[] kinds = Arrays.stream(ActorKind.values())
                .filter(kind -> kind != ActorKind.UNKNOWN)
                .toArray(ActorKind[]::new);
        in.object("identity", name -> {
            switch (name) {
                case "kind" -> keep(name, in.choice(name, kinds));
                case "aliases" -> keep(name, in.texts(name));
                case "owner" -> keep(name, in.text(name));
                case "state" -> keep(name, in.choice(name, IdentityState.values()));
                case "entitlements" -> keep(name, in.list(name, this::entitlement));
                default -> common(name);
            }
        });
        return new Identity(
                need("id", String.class),
                need("version", Long.class),
                need("recorded_at", Instant.class),
                need("source", String.class),
                need("kind", ActorKind.class),
                list(need("aliases", List.class), String.class),
                get("owner", String.class),
                need("state", IdentityState.class),
                list(need("entitlements", List.class), Entitlement.class));
    }

    private Entitlement entitlement() throws IOException, UnreadableException {
        RegisterReader read = new RegisterReader(in, "entitlements[].");
        in.object("entitlements[]", name -> {
            String member = "entitlements[]." + name;
            switch (name) {
                case "system", "approved_by" -> read.keep(name, in.text(member));
                case "environments", "operations" -> read.keep(name, in.texts(member));
                case "approved_at", "reviewed_at", "expires_at" -> read.keep(name, in.time(member));
                default -> in.skip();
            }
        });
        return new Entitlement(
                read.need("system", String.class),
                list(read.need("environments", List.class), String.class),
                list(read.need("operations", List.class), String.class),
                read.get("approved_by", String.class),
                read.get("approved_at", Instant.class),
                read.get("reviewed_at", Instant.class),
                read.get("expires_at", Instant.class));
    }

    Credential credential() throws IOException, UnreadableException {
        in.object("credential", name -> {
            switch (name) {
                case "identity", "store" -> keep(name, in.text(name));
                case "state" -> keep(name, in.choice(name, CredentialState.values()));
                case "issued_at" -> keep(name, in.time(name));
                default -> common(name);
            }
        });
        return new Credential(
                need("id", String.class),
                need("version", Long.class),
                need("recorded_at", Instant.class),
                need("source", String.class),
                need("identity", String.class),
                need("state", CredentialState.class),
                need("issued_at", Instant.class),
                get("store", String.class));
    }

    Recording recording() throws IOException, UnreadableException {
        in.object("recording", name -> {
            switch (name) {
                case "session" -> keep(name, in.text(name));
                case "state" -> keep(name, in.choice(name, RecordingState.values()));
                case "interval" -> keep(name, in.interval(name));
                default -> common(name);
            }
        });
        return new Recording(
                need("id", String.class),
                need("version", Long.class),
                need("recorded_at", Instant.class),
                need("source", String.class),
                need("session", String.class),
                need("state", RecordingState.class),
                get("interval", Interval.class));
    }

    Mark mark() throws IOException, UnreadableException {
        in.object("mark", name -> {
            switch (name) {
                case "source" -> keep(name, in.text(name));
                case "complete_through" -> keep(name, in.recordTime(name));
                default -> in.skip();
            }
        });
        return new Mark(need("source", String.class), need("complete_through", Instant.class));
    }

    /** The members every register record has. */
    private void common(String name) throws IOException, UnreadableException {
        switch (name) {
            case "id", "source" -> keep(name, in.text(name));
            case "version" -> keep(name, in.integer(name));
            case "recorded_at" -> keep(name, in.recordTime(name));
            default -> in.skip();
        }
    }

    private void keep(String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    private <T> @Nullable T get(String name, Class<T> type) {
        return type.cast(members.get(name));
    }

    private <T> T need(String name, Class<T> type) throws UnreadableException {
        return required(get(name, type), path + name);
    }

    private List<String> strings(String name) {
        List<?> list = get(name, List.class);
        return list == null ? List.of() : list(list, String.class);
    }

    private static <T> List<T> list(List<?> list, Class<T> type) {
        return list.stream().map(type::cast).toList();
    }
}
