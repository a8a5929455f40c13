package io.countersign.rules.expression;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The members that expressions may name, which are those of the contracts but for where a record was read. An
 * {@code event} may be of any kind and so has the members of all; one that a given event lacks is absent.
 */
final class RecordTypes implements CelTypeProvider {

    /** An action, as {@code select} of a control sees it. */
    static final String ACTION = "action";

    /** What a sequence sees (S7). */
    static final String EVENT = "event";

    private static final CelType TEXT = SimpleType.STRING;
    private static final CelType TEXTS = ListType.create(SimpleType.STRING);
    private static final CelType INSTANT = SimpleType.TIMESTAMP;

    static final RecordTypes PROVIDER = new RecordTypes();

    private final ImmutableMap<String, StructType> structs;

    private RecordTypes() {
        ImmutableMap<String, CelType> action = ImmutableMap.<String, CelType>builder()
                .put("type", TEXT)
                .put("id", TEXT)
                .put("time", INSTANT)
                .put("source", TEXT)
                .put("actor", reference("actor"))
                .put("asset", reference("asset"))
                .put("operation", TEXT)
                .put("object", TEXT)
                .put("outcome", TEXT)
                .put("change_ref", TEXT)
                .put("run_id", TEXT)
                .put("interactive", SimpleType.BOOL)
                .put("origin", reference("origin"))
                .buildOrThrow();
        ImmutableMap<String, CelType> event = ImmutableMap.<String, CelType>builder()
                .putAll(action)
                .put("identity", TEXT)
                .put("version", SimpleType.INT)
                .put("recorded_at", INSTANT)
                .put("kind", TEXT)
                .put("state", TEXT)
                .put("window", reference("interval"))
                .put("scope", reference("scope"))
                .put("requester", TEXT)
                .put("implementers", TEXTS)
                .put("approvals", ListType.create(reference("approval")))
                .put("exempt", TEXTS)
                .put("aliases", TEXTS)
                .put("owner", TEXT)
                .put("entitlements", ListType.create(reference("entitlement")))
                .put("issued_at", INSTANT)
                .put("store", TEXT)
                .put("session", TEXT)
                .put("interval", reference("interval"))
                .put("control", TEXT)
                .put("action_id", TEXT)
                .put("reason", TEXT)
                // A verdict names the change, a window moment has it whole.
                .put("change", SimpleType.DYN)
                .put("nearest", TEXT)
                .put("off_by", TEXT)
                .put("ratified_at", INSTANT)
                .put("revision", SimpleType.INT)
                .put("notes", TEXTS)
                .put("candidates", ListType.create(reference("candidate")))
                .put("rules_digest", TEXT)
                .buildOrThrow();
        structs = ImmutableMap.<String, StructType>builder()
                .put(ACTION, struct(ACTION, action))
                .put(EVENT, struct(EVENT, event))
                .put("actor", struct("actor", texts("principal", "kind", "credential", "session"), "chain", TEXTS))
                .put("asset", struct("asset", texts("id", "system", "environment", "class")))
                .put("origin", struct("origin", texts("ip", "agent")))
                .put("interval", struct("interval", ImmutableMap.of("start", INSTANT, "end", INSTANT)))
                .put(
                        "scope",
                        struct(
                                "scope",
                                ImmutableMap.of(
                                        "systems", TEXTS,
                                        "environments", TEXTS,
                                        "identities", TEXTS,
                                        "operations", TEXTS,
                                        "objects", TEXTS)))
                .put("approval", struct("approval", texts("by", "decision"), "at", INSTANT))
                .put(
                        "entitlement",
                        struct(
                                "entitlement",
                                ImmutableMap.of(
                                        "system", TEXT,
                                        "environments", TEXTS,
                                        "operations", TEXTS,
                                        "approved_by", TEXT,
                                        "approved_at", INSTANT,
                                        "reviewed_at", INSTANT,
                                        "expires_at", INSTANT)))
                .put("candidate", struct("candidate", texts("change", "reason", "off_by"), "rung", SimpleType.INT))
                .buildOrThrow();
    }

    private static StructTypeReference reference(String name) {
        return StructTypeReference.create(name);
    }

    private static ImmutableMap<String, CelType> texts(String... names) {
        ImmutableMap.Builder<String, CelType> members = ImmutableMap.builder();
        for (String name : names) {
            members.put(name, TEXT);
        }
        return members.buildOrThrow();
    }

    private static StructType struct(String name, ImmutableMap<String, CelType> members, String more, CelType type) {
        return struct(
                name,
                ImmutableMap.<String, CelType>builder()
                        .putAll(members)
                        .put(more, type)
                        .buildOrThrow());
    }

    private static StructType struct(String name, ImmutableMap<String, CelType> members) {
        return StructType.create(name, members.keySet(), member -> Optional.ofNullable(members.get(member)));
    }

    /** The members that a record of a type may have, sorted; empty if there is no such type. */
    static Set<String> membersOf(String struct) {
        StructType type = PROVIDER.structs.get(struct);
        return type == null ? Set.of() : new TreeSet<>(type.fieldNames());
    }

    /** The members of records of all types. */
    static Set<String> allMembers() {
        Set<String> members = new TreeSet<>();
        PROVIDER.structs.values().forEach(type -> members.addAll(type.fieldNames()));
        return members;
    }

    /** The type of a member of a record; null where the contract has none of that name, or it may be anything. */
    static @Nullable CelType memberOf(String struct, String member) {
        StructType type = PROVIDER.structs.get(struct);
        return type == null
                ? null
                : type.findField(member).map(StructType.Field::type).orElse(null);
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableMap.<String, CelType>copyOf(Map.copyOf(structs)).values();
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(structs.get(name));
    }
}
