package io.countersign.evidence.verify;

import io.countersign.evidence.log.Checkpoints;
import io.countersign.evidence.storage.Keys;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.evidence.tree.Tile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which objects a store has, by what they are (E2). */
final class StoreListing {

    static final String RULES = "rules/";
    static final String SCHEMAS = "schemas/";
    static final String RAW = "raw/";
    private static final String SEGMENTS = "segments/";

    private static final String STAGING = "staging/";

    /** Reports are verified by themselves. */
    private static final List<String> NOT_OF_THE_LOG = List.of(STAGING, "reports/");

    private static final Pattern NOTE = Pattern.compile("checkpoints/(\\d{20})\\.note");
    private static final Pattern TILE =
            Pattern.compile("tile/(entries|[0-5])/((?:x\\d{3}/){0,5}\\d{3})(?:\\.p/(\\d{1,3}))?");
    private static final Pattern NAMED = Pattern.compile("(?:rules/|schemas/|raw/([0-9a-f]{2})/)([0-9a-f]{64})");

    /** Which of its level a tile is. */
    record TileIndex(int level, long index) {}

    private final Map<Integer, Map<Long, TreeSet<Integer>>> tiles = new TreeMap<>();
    private final List<Long> notes = new ArrayList<>();
    private final Set<String> segments = new HashSet<>();
    private final Set<String> contracts = new TreeSet<>();
    private final List<Hash> raw = new ArrayList<>();
    private final List<String> orphans = new ArrayList<>();
    private boolean hasCheckpoint;
    private boolean hasStaging;

    /** Lists a store. */
    static StoreListing of(Storage storage) throws IOException {
        StoreListing listing = new StoreListing();
        storage.list("", listing::add);
        listing.notes.sort(null);
        return listing;
    }

    private void add(String key) {
        hasStaging |= key.startsWith(STAGING);
        if (key.equals(Checkpoints.CURRENT)) {
            hasCheckpoint = true;
        } else if (key.startsWith(SEGMENTS) && Keys.isValid(key)) {
            segments.add(key);
        } else if (NOT_OF_THE_LOG.stream().noneMatch(key::startsWith) && !addNamed(key)) {
            orphans.add(key);
        }
    }

    private boolean addNamed(String key) {
        Matcher named = NAMED.matcher(key);
        if (named.matches()) {
            String folder = named.group(1);
            if (folder == null) {
                contracts.add(key);
            } else if (named.group(2).startsWith(folder)) {
                raw.add(Hash.ofHex(named.group(2)));
            } else {
                return false;
            }
            return true;
        }
        Matcher note = NOTE.matcher(key);
        if (note.matches() && note.group(1).startsWith("00")) {
            notes.add(Long.parseLong(note.group(1)));
            return true;
        }
        Tile tile = tile(key);
        if (tile != null) {
            tiles.computeIfAbsent(tile.level(), each -> new TreeMap<>())
                    .computeIfAbsent(tile.index(), each -> new TreeSet<>())
                    .add(tile.width());
        }
        return tile != null;
    }

    private static @Nullable Tile tile(String key) {
        Matcher matcher = TILE.matcher(key);
        if (!matcher.matches()) {
            return null;
        }
        int level = matcher.group(1).equals("entries") ? Tile.ENTRIES : Integer.parseInt(matcher.group(1));
        long index = Long.parseLong(matcher.group(2).replace("x", "").replace("/", ""));
        int width = matcher.group(3) == null ? Tile.WIDTH : Integer.parseInt(matcher.group(3));
        if (width < 1 || width > Tile.WIDTH) {
            return null;
        }
        Tile tile = new Tile(level, index, width);
        return tile.key().equals(key) ? tile : null;
    }

    /** The widths in which a tile is there, ascending. */
    List<Integer> widths(int level, long index) {
        return List.copyOf(tiles.getOrDefault(level, Map.of()).getOrDefault(index, new TreeSet<>()));
    }

    /** The indices of the tiles of a level that are there, ascending. */
    List<Long> indices(int level) {
        return List.copyOf(tiles.getOrDefault(level, Map.of()).keySet());
    }

    /** How many leaves there are from the first on, signed or not. */
    long leaves() {
        long leaves = 0;
        for (long index : indices(Tile.ENTRIES)) {
            List<Integer> widths = widths(Tile.ENTRIES, index);
            if (index * Tile.WIDTH != leaves) {
                break;
            }
            leaves += widths.get(widths.size() - 1);
        }
        return leaves;
    }

    /** The sizes of which checkpoints are kept, ascending. */
    List<Long> notes() {
        return notes;
    }

    /** The keys of segments. */
    Set<String> segments() {
        return segments;
    }

    /** The keys of rules and schemas, sorted. */
    Set<String> contracts() {
        return contracts;
    }

    /** The names of objects below {@code raw/}, in the order of their hex. */
    List<Hash> raw() {
        return raw;
    }

    /** The keys of objects that are of no kind. */
    List<String> orphans() {
        return orphans;
    }

    boolean hasCheckpoint() {
        return hasCheckpoint;
    }

    /** Whether anything waits to become part of the log. */
    boolean hasStaging() {
        return hasStaging;
    }

    /** Where an object is that is named by its SHA-256. */
    static String rawKey(String sha256) {
        return RAW + sha256.substring(0, 2) + "/" + sha256;
    }
}
