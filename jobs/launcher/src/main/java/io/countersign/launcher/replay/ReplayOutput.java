package io.countersign.launcher.replay;

import io.countersign.schemas.codec.Codec;
import io.countersign.schemas.codec.JsonWriter;
import io.countersign.schemas.record.CodePointOrder;
import io.countersign.schemas.record.Verdict;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a replay; each appears whole or not at all. */
record ReplayOutput(Path directory) {

    private static final String VERDICTS = "verdicts.jsonl";
    private static final String DIFFERENCES = "differences.jsonl";
    private static final String REVISIONS = "revisions.jsonl";

    /** The order of S8, of verdicts of one instant. */
    private static final Comparator<Verdict> AT_ONE_TIME = Comparator.comparing(Verdict::source, CodePointOrder.ORDER)
            .thenComparing(Verdict::actionId, CodePointOrder.ORDER)
            .thenComparing(Verdict::control, CodePointOrder.ORDER)
            .thenComparing(Verdict::id, CodePointOrder.ORDER);

    private interface Lines {
        void to(OutputStream out) throws IOException;
    }

    /** Removes what an earlier replay left, which one that fails must not be taken for. */
    void removeEarlier() throws IOException {
        if (Files.isDirectory(directory)) {
            for (String name : List.of(VERDICTS, DIFFERENCES, REVISIONS)) {
                Files.deleteIfExists(directory.resolve(name));
            }
        }
    }

    /** Writes what was found, how it differs and what follows from that. */
    void write(Replay replay, Result result) throws IOException {
        Files.createDirectories(directory);
        write(VERDICTS, out -> verdicts(replay.findings(), out));
        write(DIFFERENCES, out -> differences(replay, result, out));
        write(REVISIONS, out -> revisions(replay, result, out));
    }

    private void write(String name, Lines lines) throws IOException {
        Path temporary = Files.createTempFile(directory, "." + name, ".tmp");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
            lines.to(out);
        }
        Files.move(temporary, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void line(OutputStream out, byte[] json) throws IOException {
        out.write(json);
        out.write('\n');
    }

    private static void verdicts(Findings findings, OutputStream out) throws IOException {
        List<Said> all = new ArrayList<>(findings.last().values());
        all.sort(Comparator.comparingLong(Said::timeMillis));
        List<Verdict> together = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            together.add(findings.verdict(all.get(i)));
            if (i + 1 == all.size() || all.get(i + 1).timeMillis() != all.get(i).timeMillis()) {
                together.sort(AT_ONE_TIME);
                for (Verdict verdict : together) {
                    line(out, Codec.write(verdict));
                }
                together.clear();
            }
        }
    }

    private static void differences(Replay replay, Result result, OutputStream out) throws IOException {
        Findings findings = replay.findings();
        for (Result.Apart apart : result.apart()) {
            Said said = replay.evidence().said().get(apart.id());
            Said now = findings.last().get(apart.id());
            byte[] before = said == null ? null : Codec.write(findings.verdict(said));
            byte[] after = now == null ? null : Codec.write(findings.verdict(now));
            line(out, difference(apart.status(), apart.why(), before, after));
        }
        for (Result.MatchApart apart : result.matchesApart()) {
            byte[] match = Codec.write(apart.match());
            boolean isNew =
                    replay.findings().matches().containsKey(apart.match().id());
            line(out, difference(apart.status(), apart.why(), isNew ? null : match, isNew ? match : null));
        }
    }

    private static byte[] difference(Status status, Why why, byte @Nullable [] before, byte @Nullable [] after) {
        return JsonWriter.forReadersWithNulls()
                .object(json -> {
                    json.member("status", status.word())
                            .member("why", why.kind().name())
                            .strings("records", why.records());
                    side(json, "evidence", before);
                    side(json, "replay", after);
                })
                .toBytes();
    }

    private static void side(JsonWriter json, String name, byte @Nullable [] finding) {
        if (finding == null) {
            json.member(name, (String) null);
        } else {
            json.json(name, finding);
        }
    }

    /**
     * What the job would say if it could still: a verdict that differs, is new, or was open and is settled now, as the
     * revision after the one in evidence.
     */
    private static void revisions(Replay replay, Result result, OutputStream out) throws IOException {
        for (Result.Apart apart : result.apart()) {
            Said said = replay.evidence().said().get(apart.id());
            Said now = replay.findings().last().get(apart.id());
            if (now != null && !now.isIndeterminate()) {
                int revision = said == null ? 1 : said.revision() + 1;
                line(out, Codec.write(replay.findings().verdict(now).withRevision(revision)));
            }
        }
    }
}
