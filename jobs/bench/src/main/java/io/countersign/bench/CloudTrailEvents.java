package io.countersign.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;

/**
 * CloudTrail events as AWS writes them, in the order of delivery: two in three in files of up to 50, the others alone or
 * in an EventBridge envelope. The same seed gives the same bytes.
 */
final class CloudTrailEvents implements Iterator<Load> {

    private static final int LARGEST_FILE = 50;

    private final Random random;
    private final CloudTrailTemplates templates;
    private final int events;
    private final Workload workload;
    private int made;
    private int selected;
    private int inScope;

    /**
     * Events of a workload.
     *
     * @param events how many
     */
    CloudTrailEvents(long seed, int events, Workload workload) {
        random = new Random(seed);
        templates = new CloudTrailTemplates(random);
        this.events = events;
        this.workload = workload;
    }

    /** How many were made so far. */
    int made() {
        return made;
    }

    /** How many of those made so far touch an asset. */
    int inScope() {
        return inScope;
    }

    /** How many of those made so far are what the control {@code release-window} judges. */
    int selected() {
        return selected;
    }

    @Override
    public boolean hasNext() {
        return made < events;
    }

    @Override
    public Load next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + events + " events were made");
        }
        int kind = random.nextInt(15);
        if (kind == 0) {
            int size = Math.min(events - made, 1 + random.nextInt(LARGEST_FILE));
            List<String> file = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                file.add(event());
            }
            Collections.shuffle(file, random);
            return delivered("{\"Records\":[" + String.join(",", file) + "]}");
        }
        String event = event();
        return delivered(kind % 2 == 0 ? event : CloudTrailTemplates.eventBridge(event, time()));
    }

    private Load delivered(String json) {
        return new Load(null, time().plusSeconds(60).toEpochMilli(), json.getBytes(StandardCharsets.UTF_8));
    }

    /** Events are spread evenly, at the precision of seconds. */
    private Instant time() {
        return Company.START.plusSeconds(Company.SPAN.toSeconds() * made / events);
    }

    private String event() {
        String time = time().toString();
        // Exactly the percentage, spread evenly.
        boolean touchesAsset =
                (long) (made + 1) * workload.inScopePercent() / 100 > (long) made * workload.inScopePercent() / 100;
        made++;
        if (!touchesAsset) {
            return templates.noise(time);
        }
        inScope++;
        int actors = Math.min(Company.MOST_ACTORS, Math.min(workload.liveChanges(), workload.identities()));
        int identity = random.nextInt(actors);
        String asset = "nw-" + Company.system(identity) + "-prod";
        String caller = templates.caller(Company.identity(identity), time);
        int share = random.nextInt(100);
        if (share < 25) {
            return templates.s3("GetObject", true, asset, caller, time);
        }
        selected++;
        if (share < 70) {
            return templates.s3("PutObject", false, asset, caller, time);
        }
        if (share < 80) {
            return templates.s3("DeleteObject", false, asset, caller, time);
        }
        return share < 90
                ? templates.modifyCluster(asset, caller, time)
                : templates.updateFunction(asset, caller, time);
    }
}
