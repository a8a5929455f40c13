package io.countersign.evidence.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.evidence.line.EvidenceType;
import io.countersign.evidence.line.LineScanner;
import io.countersign.evidence.log.EvidenceLogException;
import io.countersign.evidence.log.EvidenceLogException.Code;
import io.countersign.evidence.log.EvidenceReader;
import io.countersign.evidence.log.FoundLine;
import io.countersign.evidence.log.LineProof;
import io.countersign.evidence.note.InvalidNoteException;
import io.countersign.evidence.storage.Storage;
import io.countersign.evidence.tree.Hash;
import io.countersign.schemas.codec.EvidenceCodec;
import io.countersign.schemas.codec.Shown;
import io.countersign.schemas.codec.UnreadableException;
import io.countersign.schemas.record.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the evidence has about one record, and about what it was judged by. */
final class Story {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final List<EvidenceType> REGISTER = Arrays.stream(EvidenceType.values())
            .filter(EvidenceType::isRegister)
            .toList();

    private final Storage storage;
    private final EvidenceReader reader;
    private final List<FoundLine> own;
    private final @Nullable Verdict verdict;

    private Story(Storage storage, EvidenceReader reader, List<FoundLine> own, @Nullable Verdict verdict) {
        this.storage = storage;
        this.reader = reader;
        this.own = own;
        this.verdict = verdict;
    }

    /** The story of the record with an id; without lines if there is none. */
    static Story of(Storage storage, EvidenceReader reader, String id) throws IOException {
        List<FoundLine> own = FoundLine.find(reader, id);
        Verdict newest = null;
        for (FoundLine line : own) {
            if (line.type() == EvidenceType.VERDICT) {
                Verdict each = verdict(record(storage, line.record(), line.recordSha256()));
                newest = newest == null || each.revision() >= newest.revision() ? each : newest;
            }
        }
        return new Story(storage, reader, own, newest);
    }

    private static Verdict verdict(byte[] record) throws EvidenceLogException {
        try {
            return EvidenceCodec.readVerdict(record);
        } catch (UnreadableException e) {
            throw new EvidenceLogException(Code.DAMAGED, "a verdict cannot be read: " + e.getMessage());
        }
    }

    /** The record in a line, or the one that it names. */
    private static byte[] record(Storage storage, byte @Nullable [] inLine, @Nullable String apart) throws IOException {
        if (inLine != null) {
            return inLine;
        }
        String name = Objects.requireNonNull(apart, "a line has a record, or names one");
        byte[] record = raw(storage, name);
        if (record == null) {
            throw new EvidenceLogException(Code.DAMAGED, keyOf(name) + ", a record that a line names, is gone");
        }
        return record;
    }

    private static String keyOf(String sha256) {
        return "raw/" + sha256.substring(0, Math.min(2, sha256.length())) + "/" + sha256;
    }

    /** An object that is named by its SHA-256; null if it was not kept. */
    private static byte @Nullable [] raw(Storage storage, String sha256) throws IOException {
        return named(storage, keyOf(sha256), sha256);
    }

    private static byte @Nullable [] named(Storage storage, String key, String sha256) throws IOException {
        // What is no hash names nothing: a text of a log never becomes a path.
        if (!SHA256.matcher(sha256).matches() || !storage.exists(key)) {
            return null;
        }
        byte[] bytes = storage.read(key);
        if (!Hash.sha256(bytes).toHex().equals(sha256)) {
            throw new EvidenceLogException(Code.DAMAGED, key + " has another SHA-256 than its name");
        }
        return bytes;
    }

    /** The lines with the id, in the order of the log. */
    List<FoundLine> own() {
        return own;
    }

    /** The newest revision, if the id is a verdict's. */
    @Nullable
    Verdict verdict() {
        return verdict;
    }

    /** The canonical JSON of a line's record. */
    byte[] record(FoundLine line) throws IOException {
        return record(storage, line.record(), line.recordSha256());
    }

    /** The lines of the action that was judged. */
    List<FoundLine> actions() throws IOException {
        Verdict judged = verdict;
        if (judged == null) {
            return List.of();
        }
        return about(List.of(EvidenceType.ACTION), Set.of(judged.actionId())).stream()
                .filter(line -> judged.source().equals(textOf(line, "source")))
                .toList();
    }

    /** Every version of the change that covered it, ratified it, or came nearest. */
    List<FoundLine> changes() throws IOException {
        Set<String> ids = new TreeSet<>();
        if (verdict != null && verdict.change() != null) {
            ids.add(verdict.change());
        }
        if (verdict != null && verdict.nearest() != null) {
            ids.add(verdict.nearest());
        }
        return ids.isEmpty() ? List.of() : about(REGISTER, ids);
    }

    /** Lines whose record has one of these ids of its source. */
    private List<FoundLine> about(List<EvidenceType> types, Set<String> ids) throws IOException {
        List<FoundLine> found = new ArrayList<>();
        for (FoundLine line : FoundLine.find(reader, types, scanner -> mayHave(scanner, ids))) {
            String id = textOf(line, "id");
            if (id != null && ids.contains(id)) {
                found.add(line);
            }
        }
        return found;
    }

    private static boolean mayHave(LineScanner scanner, Set<String> ids) {
        byte[] record = scanner.record();
        return record == null || ids.contains(JsonText.of(record, "id"));
    }

    private @Nullable String textOf(FoundLine line, String name) {
        try {
            return JsonText.of(record(line), name);
        } catch (IOException e) {
            return null;
        }
    }

    /** The source's bytes, harmless; null if the line names none, or if they were not kept. */
    @Nullable
    String source(FoundLine line) throws IOException {
        String sha256 = JSON.readTree(line.line()).path("raw").path("sha256").textValue();
        byte[] bytes = sha256 == null ? null : raw(storage, sha256);
        return bytes == null ? null : Shown.text(new String(bytes, StandardCharsets.UTF_8), Integer.MAX_VALUE);
    }

    /** The rule files in force for the newest revision that define its control, by name. */
    Map<String, String> rules() throws IOException {
        Map<String, String> rules = new LinkedHashMap<>();
        Verdict judged = verdict;
        if (judged == null) {
            return rules;
        }
        Pattern definition = Pattern.compile("(?m)^id:\\s*['\"]?" + Pattern.quote(judged.control()) + "['\"]?\\s*$");
        String set = own.get(own.size() - 1).manifest().segment().origin().rulesSha256();
        byte[] list = named(storage, "rules/" + set, set);
        if (list == null) {
            return rules;
        }
        for (JsonNode file : JSON.readTree(list).path("files")) {
            String sha256 = file.path("sha256").asText();
            byte[] text = named(storage, "rules/" + sha256, sha256);
            String rule = text == null ? "" : new String(text, StandardCharsets.UTF_8);
            if (definition.matcher(rule).find()) {
                rules.put(file.path("name").asText(), rule);
            }
        }
        return rules;
    }

    /** Whether the line is proven to be in the log. */
    boolean isProven(FoundLine line) throws IOException {
        try {
            LineProof.of(storage, reader, line).included();
            return true;
        } catch (InvalidNoteException e) {
            return false;
        }
    }
}
