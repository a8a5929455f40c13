package io.countersign.launcher.rules;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code countersign rules lint} prints. */
final class LintReport {

    private static final Pattern PROBLEM = Pattern.compile("(.*?):(?:(\\d+):)? (.*)", Pattern.DOTALL);

    private LintReport() {}

    /** What there is, of rules with which nothing is wrong. */
    static String text(List<RuleFolder> folders) {
        return folders.size() + " rules, " + cases(folders) + " cases: nothing is wrong";
    }

    private static int cases(List<RuleFolder> folders) {
        return folders.stream().mapToInt(folder -> folder.cases().size()).sum();
    }

    /**
     * For programs: {@code {"rules","cases","locked","problems":[{"file","line","message"}]}}, the line null where the
     * whole file is meant, and the counts null where something is wrong.
     */
    static String json(List<RuleFolder> folders, boolean locked, List<String> problems) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        boolean counted = problems.isEmpty();
        report.put("rules", counted ? (Integer) folders.size() : null);
        report.put("cases", counted ? (Integer) cases(folders) : null);
        report.put("locked", locked);
        ArrayNode list = report.putArray("problems");
        for (String problem : problems) {
            Matcher matcher = PROBLEM.matcher(problem);
            boolean matches = matcher.matches();
            String line = matches ? matcher.group(2) : null;
            list.addObject()
                    .put("file", matches ? matcher.group(1) : null)
                    .put("line", line == null ? null : (Integer) Integer.parseInt(line))
                    .put("message", matches ? matcher.group(3) : problem);
        }
        return report.toString();
    }
}
