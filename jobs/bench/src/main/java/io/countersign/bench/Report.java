package io.countersign.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.bench.Pipelines.Measurement;
import io.countersign.bench.Stand.EventTopic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, for people and for machines. */
final class Report {

    private final Map<String, Object> conditions;
    private final List<Series> series = new ArrayList<>();

    /** The pipeline that is the whole job with evidence. */
    static final String EVIDENCE = "evidence";

    private static final String WHOLE = "whole";

    /** Of runs under these conditions. */
    Report(Map<String, Object> conditions) {
        this.conditions = new LinkedHashMap<>(conditions);
    }

    /**
     * One pipeline under one workload, round for round.
     *
     * @param ofNull its speed in each round as a share of that of the null pipeline in the same round
     */
    private record Series(
            String pipeline,
            Workload workload,
            EventTopic events,
            List<Measurement> measurements,
            List<Double> ofNull) {

        double[] eventsPerSecond() {
            return measurements.stream()
                    .mapToDouble(each -> events.events() * 1e9 / each.elapsedNanos())
                    .toArray();
        }

        double[] megabytesPerSecond() {
            return measurements.stream()
                    .mapToDouble(each -> events.bytes() * 1e3 / each.elapsedNanos())
                    .toArray();
        }

        double[] cpuMicrosPerEvent() {
            return measurements.stream()
                    .mapToDouble(each -> each.cpuNanos() / 1e3 / events.events())
                    .toArray();
        }

        double[] registerSeconds() {
            return measurements.stream()
                    .mapToDouble(each -> each.registerNanos() / 1e9)
                    .toArray();
        }

        double[] ratios() {
            return ofNull.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    /** Adds a round of a pipeline, beside that of the null pipeline on the same events. */
    void add(String pipeline, Workload workload, EventTopic events, Measurement measured, Measurement nothing) {
        Series its = series.stream()
                .filter(each ->
                        each.pipeline().equals(pipeline) && each.workload().equals(workload))
                .findFirst()
                .orElseGet(() -> {
                    Series added = new Series(pipeline, workload, events, new ArrayList<>(), new ArrayList<>());
                    series.add(added);
                    return added;
                });
        its.measurements().add(measured);
        its.ofNull().add((double) nothing.elapsedNanos() / measured.elapsedNanos());
    }

    /** As JSON. */
    String json() {
        Map<String, Object> report = new LinkedHashMap<>(conditions);
        List<Map<String, Object>> results = new ArrayList<>();
        for (Series each : series) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("pipeline", each.pipeline());
            result.put("in_scope_percent", each.workload().inScopePercent());
            result.put("live_changes", each.workload().liveChanges());
            result.put("past_changes", each.workload().pastChanges());
            result.put("identities", each.workload().identities());
            result.put("events", each.events().events());
            result.put("bytes", each.events().bytes());
            result.put("selected", each.events().selected());
            result.put("rounds", each.measurements().size());
            result.put("events_per_second", spread(each.eventsPerSecond()));
            result.put("megabytes_per_second", spread(each.megabytesPerSecond()));
            result.put("cpu_micros_per_event", spread(each.cpuMicrosPerEvent()));
            result.put("register_seconds", spread(each.registerSeconds()));
            result.put("of_null", spread(each.ratios()));
            if (each.pipeline().equals(EVIDENCE)) {
                result.put("of_whole", spread(ofWhole(each)));
            }
            results.add(result);
        }
        report.put("results", results);
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, texts and numbers are always JSON", e);
        }
    }

    /** The speed with evidence as a share of that without, in the same round. */
    private double[] ofWhole(Series evidence) {
        Series whole = series.stream()
                .filter(each -> each.pipeline().equals(WHOLE) && each.workload().equals(evidence.workload()))
                .findFirst()
                .orElseThrow();
        double[] shares = new double[evidence.measurements().size()];
        for (int round = 0; round < shares.length; round++) {
            shares[round] = (double) whole.measurements().get(round).elapsedNanos()
                    / evidence.measurements().get(round).elapsedNanos();
        }
        return shares;
    }

    private static Map<String, Double> spread(double[] values) {
        double[] sorted = sorted(values);
        Map<String, Double> spread = new LinkedHashMap<>();
        spread.put("min", sorted[0]);
        spread.put("median", sorted[sorted.length / 2]);
        spread.put("max", sorted[sorted.length - 1]);
        return spread;
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /** As a table; medians, and of the ratio to the null pipeline also the least and the greatest. */
    String table() {
        StringBuilder table = new StringBuilder();
        conditions.forEach(
                (name, value) -> table.append(name).append(": ").append(value).append('\n'));
        row(
                table,
                "%-8s %8s %7s %7s %10s | %9s %6s %8s %8s | %6s %13s",
                "",
                "in scope",
                "live",
                "past",
                "identities",
                "events/s",
                "MB/s",
                "CPU us",
                "register",
                "of null",
                "(least-most)");
        for (Series each : series) {
            double[] ratios = sorted(each.ratios());
            row(
                    table,
                    "%-8s %6d %% %7d %7d %10d | %9.0f %6.1f %8.2f %6.1f s | %6.3f (%.3f-%.3f)",
                    each.pipeline(),
                    each.workload().inScopePercent(),
                    each.workload().liveChanges(),
                    each.workload().pastChanges(),
                    each.workload().identities(),
                    median(each.eventsPerSecond()),
                    median(each.megabytesPerSecond()),
                    median(each.cpuMicrosPerEvent()),
                    median(each.registerSeconds()),
                    median(ratios),
                    ratios[0],
                    ratios[ratios.length - 1]);
        }
        for (Series each : series) {
            if (each.pipeline().equals(EVIDENCE)) {
                double[] shares = sorted(ofWhole(each));
                row(
                        table,
                        "with evidence %.3f (%.3f-%.3f) of the speed without, %s",
                        median(shares),
                        shares[0],
                        shares[shares.length - 1],
                        each.workload());
            }
        }
        return table.toString();
    }

    private static void row(StringBuilder table, String format, Object... values) {
        table.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    private static double median(double[] values) {
        return sorted(values)[values.length / 2];
    }
}
