package io.countersign.rules.register;

import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.Credential;
import io.countersign.schemas.record.Freeze;
import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.Recording;
import io.countersign.schemas.record.RegisterRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything the sources have said of changes, freezes, identities, credentials and recordings, readable as of any
 * instant (S3). Arrival order never matters. Not safe for use by many threads, but for {@link #size}.
 */
public final class Register {

    private final Map<String, History<Change>> changes = new HashMap<>();
    private final Map<String, History<Freeze>> freezes = new HashMap<>();
    private final Map<String, History<Identity>> identities = new HashMap<>();
    private final Map<String, History<Credential>> credentials = new HashMap<>();
    private final Map<String, History<Recording>> recordings = new HashMap<>();

    private final Index changesBySystem = new Index();
    private final Index freezesBySystem = new Index();
    private final Index recordingsBySession = new Index();
    private final Aliases aliases = new Aliases();

    /** Read by those who watch, from other threads. */
    private volatile int size;

    /**
     * Adds a version.
     *
     * @param lateAfter the instant the source was complete through, if that was at or past the version's own; else null
     * @return false if a version with equal content is here already (S3.2)
     */
    public boolean add(RegisterRecord version, @Nullable Instant lateAfter) {
        boolean added = addVersion(version, Codec.contentSha256(version), lateAfter);
        if (added) {
            resize(1);
        }
        return added;
    }

    private boolean addVersion(RegisterRecord version, String sha256, @Nullable Instant lateAfter) {
        if (version instanceof Change change) {
            change.scope().systems().forEach(system -> changesBySystem.put(system, change.id()));
            return addTo(changes, new Version<>(change, sha256, lateAfter));
        } else if (version instanceof Freeze freeze) {
            freeze.scope().systems().forEach(system -> freezesBySystem.put(system, freeze.id()));
            return addTo(freezes, new Version<>(freeze, sha256, lateAfter));
        } else if (version instanceof Identity identity) {
            identity.aliases().forEach(alias -> aliases.put(alias, identity.id()));
            return addTo(identities, new Version<>(identity, sha256, lateAfter));
        } else if (version instanceof Credential credential) {
            return addTo(credentials, new Version<>(credential, sha256, lateAfter));
        } else if (version instanceof Recording recording) {
            recordingsBySession.put(recording.session(), recording.id());
            return addTo(recordings, new Version<>(recording, sha256, lateAfter));
        }
        throw new IllegalArgumentException("not a register record: " + version.type());
    }

    private static <T extends RegisterRecord> boolean addTo(Map<String, History<T>> histories, Version<T> version) {
        return histories
                .computeIfAbsent(version.value().id(), id -> new History<>())
                .add(version);
    }

    /** What a control with these sources sees when it judges an action at this time (S3.3, S3.6). */
    public RegisterView view(Set<String> sources, Instant actionTime) {
        return new RegisterView(this, sources, actionTime);
    }

    /** The ids of all changes. */
    public Set<String> changeIds() {
        return Collections.unmodifiableSet(changes.keySet());
    }

    /** Every delivered version of a change, whoever sees it; null if there is none. */
    public @Nullable History<Change> everyVersion(String change) {
        return changes.get(change);
    }

    @Nullable
    History<Change> change(String id) {
        return changes.get(id);
    }

    @Nullable
    History<Identity> identity(String id) {
        return identities.get(id);
    }

    @Nullable
    History<Credential> credential(String id) {
        return credentials.get(id);
    }

    List<History<Change>> changesOf(String system) {
        return histories(changes, changesBySystem.get(system));
    }

    List<History<Freeze>> freezesOf(String system) {
        return histories(freezes, freezesBySystem.get(system));
    }

    List<History<Recording>> recordingsOf(String session) {
        return histories(recordings, recordingsBySession.get(session));
    }

    List<History<Identity>> identitiesWithAlias(String alias) {
        return histories(identities, aliases.ids(alias));
    }

    List<String> globsThatMayMatch(String name) {
        return aliases.globsThatMayMatch(name);
    }

    private static <T extends RegisterRecord> List<History<T>> histories(Map<String, History<T>> all, Set<String> ids) {
        List<History<T>> found = new ArrayList<>(ids.size());
        for (String id : ids) {
            History<T> history = all.get(id);
            if (history != null) {
                found.add(history);
            }
        }
        return found;
    }

    private void resize(int more) {
        int newSize = size + more;
        size = newSize;
    }

    /** The number of versions held. */
    public int size() {
        return size;
    }

    /**
     * Forgets what no action at or after an instant can need (S3.7): changes whose horizon ended before it, freezes
     * whose window did, recordings that neither were made nor show anything after it, and versions of identities and
     * credentials that are superseded for every such action. What an identity or a credential is stays known for ever,
     * so that a retired one is still recognised. A session whose last recording is forgotten was not recorded.
     *
     * @return the versions forgotten
     */
    public List<Version<?>> forgetBefore(Instant instant, Duration horizon) {
        List<Version<?>> forgotten = new ArrayList<>();
        forget(
                changes,
                change -> change.window() == null
                        ? !end(change.recordedAt(), horizon).isBefore(instant)
                        : end(change.window().end(), horizon).isAfter(instant),
                change -> change.scope().systems(),
                changesBySystem,
                forgotten);
        forget(
                freezes,
                freeze -> freeze.window().end().isAfter(instant),
                freeze -> freeze.scope().systems(),
                freezesBySystem,
                forgotten);
        forget(
                recordings,
                recording -> recording.recordedAt().isAfter(instant)
                        || (recording.interval() != null
                                && recording.interval().end().isAfter(instant)),
                recording -> List.of(recording.session()),
                recordingsBySession,
                forgotten);
        identities.values().forEach(history -> forgetSuperseded(history, instant, forgotten));
        credentials.values().forEach(history -> forgotten.addAll(history.dropSupersededBefore(instant)));
        resize(-forgotten.size());
        return forgotten;
    }

    private void forgetSuperseded(History<Identity> history, Instant instant, List<Version<?>> forgotten) {
        List<Version<Identity>> dropped = history.dropSupersededBefore(instant);
        for (Version<Identity> version : dropped) {
            for (String alias : version.value().aliases()) {
                if (history.versions().stream()
                        .noneMatch(kept -> kept.value().aliases().contains(alias))) {
                    aliases.remove(alias, history.id());
                }
            }
        }
        forgotten.addAll(dropped);
    }

    /** The end of a change's horizon; the far future where the calendar ends before it. */
    private static Instant end(Instant windowEnd, Duration horizon) {
        return windowEnd.isAfter(Instant.MAX.minus(horizon)) ? Instant.MAX : windowEnd.plus(horizon);
    }

    private static <T extends RegisterRecord> void forget(
            Map<String, History<T>> histories,
            Predicate<T> needed,
            Function<T, List<String>> keys,
            Index index,
            List<Version<?>> forgotten) {
        for (Iterator<History<T>> remaining = histories.values().iterator(); remaining.hasNext(); ) {
            History<T> history = remaining.next();
            if (history.versions().stream().noneMatch(version -> needed.test(version.value()))) {
                remaining.remove();
                for (Version<T> version : history.versions()) {
                    keys.apply(version.value()).forEach(key -> index.remove(key, history.id()));
                    forgotten.add(version);
                }
            }
        }
    }
}
