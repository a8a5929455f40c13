package io.countersign.rules.register;

import io.countersign.schemas.record.Change;
import io.countersign.schemas.record.Credential;
import io.countersign.schemas.record.Freeze;
import io.countersign.schemas.record.Glob;
import io.countersign.schemas.record.Identity;
import io.countersign.schemas.record.Recording;
import io.countersign.schemas.record.RegisterRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The register as one control sees it when it judges one action: its own sources only (S3.3). It is good for as long as
 * nothing is added to the register.
 */
public final class RegisterView {

    private final Register register;
    private final Set<String> sources;
    private final Instant actionTime;
    private final Map<String, Resolution> resolutions = new HashMap<>();

    RegisterView(Register register, Set<String> sources, Instant actionTime) {
        this.register = register;
        this.sources = sources;
        this.actionTime = actionTime;
    }

    /** Who a name stands for at the action's time: an id, else an exact alias, else the longest glob (S4.1). */
    public Resolution resolve(String name) {
        return resolutions.computeIfAbsent(name, this::lookUp);
    }

    private Resolution lookUp(String name) {
        History<Identity> byId = seen(register.identity(name));
        Version<Identity> exact = byId == null ? null : byId.currentAt(actionTime);
        if (byId != null && exact != null) {
            return resolved(byId, exact);
        }
        Resolution byAlias = only(name, register.identitiesWithAlias(name), name);
        if (byAlias != null) {
            return byAlias;
        }
        Resolution best = null;
        int bestLength = -1;
        for (String glob : register.globsThatMayMatch(name)) {
            int length = glob.codePointCount(0, glob.length());
            if (length < bestLength || !Glob.matches(glob, name)) {
                continue;
            }
            Resolution found = only(name, register.identitiesWithAlias(glob), glob);
            if (found != null) {
                best = length > bestLength || best == null ? found : equallyGood(name, best, found);
                bestLength = length;
            }
        }
        return best == null ? new Resolution(name, null, false, false) : best;
    }

    private static Resolution equallyGood(String name, Resolution one, Resolution other) {
        boolean same = !one.ambiguous() && !other.ambiguous() && one.name().equals(other.name());
        return same ? one : new Resolution(name, null, true, false);
    }

    /** The one identity that has the alias at the action's time; ambiguous if several have, null if none has. */
    private @Nullable Resolution only(String name, List<History<Identity>> candidates, String alias) {
        Resolution found = null;
        for (History<Identity> candidate : candidates) {
            History<Identity> history = seen(candidate);
            Version<Identity> current = history == null ? null : history.currentAt(actionTime);
            if (history != null && current != null && current.value().aliases().contains(alias)) {
                if (found != null) {
                    return new Resolution(name, null, true, false);
                }
                found = resolved(history, current);
            }
        }
        return found;
    }

    private Resolution resolved(History<Identity> history, Version<Identity> current) {
        return new Resolution(current.value().id(), current.value(), false, history.conflictsAt(current, actionTime));
    }

    /** The changes of which some version names the system. */
    public List<History<Change>> changesOf(String system) {
        return seen(register.changesOf(system));
    }

    /** The change with this id, if any version of it is seen. */
    public @Nullable History<Change> change(String id) {
        return seen(register.change(id));
    }

    /** The freezes of which some version names the system. */
    public List<History<Freeze>> freezesOf(String system) {
        return seen(register.freezesOf(system));
    }

    /** The credential with this id, if any version of it is seen. */
    public @Nullable History<Credential> credential(String id) {
        return seen(register.credential(id));
    }

    /** The recordings of which some version names the session. */
    public List<History<Recording>> recordingsOf(String session) {
        return seen(register.recordingsOf(session));
    }

    private <T extends RegisterRecord> @Nullable History<T> seen(@Nullable History<T> history) {
        return history == null ? null : history.seen(sources, actionTime);
    }

    private <T extends RegisterRecord> List<History<T>> seen(List<History<T>> histories) {
        List<History<T>> seen = new ArrayList<>(histories.size());
        for (History<T> history : histories) {
            History<T> visible = seen(history);
            if (visible != null) {
                seen.add(visible);
            }
        }
        return seen;
    }
}
