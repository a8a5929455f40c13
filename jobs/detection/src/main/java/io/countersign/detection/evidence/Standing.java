package io.countersign.detection.evidence;

import io.countersign.evidence.line.EvidenceType;
import io.countersign.schemas.codec.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a control's verdicts, or a sequence's matches, stand.
 *
 * @param subject control or sequence
 * @param number how often it was said in the log how they stand
 * @param totals numbers by term
 */
public record Standing(String subject, String name, long number, Map<String, Long> totals) {

    public Standing {
        totals = Map.copyOf(totals);
    }

    Standing numbered(long other) {
        return new Standing(subject, name, other, totals);
    }

    /** The account of it. */
    byte[] toJson(long checkpointId) {
        Map<String, Long> terms = new TreeMap<>(totals);
        terms.put("checkpoint", checkpointId);
        terms.put("n", number);
        if (subject.equals("control")) {
            List.of("authorised", "exception", "indeterminate", "pending", "ratified", "selected")
                    .forEach(term -> terms.putIfAbsent(term, 0L));
        } else {
            terms.putIfAbsent("matches", 0L);
        }
        return JsonWriter.forEvidence()
                .object(json -> {
                    boolean named = false;
                    for (Map.Entry<String, Long> term : terms.entrySet()) {
                        if (!named && term.getKey().compareTo("name") > 0) {
                            json.member("name", name);
                            named = true;
                        }
                        json.member(term.getKey(), term.getValue());
                    }
                    if (!named) {
                        json.member("name", name);
                    }
                    json.member("subject", subject).member("type", EvidenceType.ACCOUNTING.wireName());
                })
                .toBytes();
    }
}
