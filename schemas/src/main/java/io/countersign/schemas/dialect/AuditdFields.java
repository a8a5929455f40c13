package io.countersign.schemas.dialect;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The fields of one record of the Linux audit system: {@code a=b c="d" e=HEX msg='f=g'}. */
final class AuditdFields {

    /** Before the part that auditd adds in its enriched format; rsyslog writes it as the octal escape. */
    private static final List<String> SEPARATORS = List.of("\u001d", "#035");

    /**
     * Fields that the kernel and user space write in quotes, or in hexadecimal digits where the text has a blank, a quote,
     * a control character or a byte beyond ASCII.
     *
     * @see <a href="https://github.com/linux-audit/audit-documentation/blob/main/specs/fields/field-dictionary.csv">field
     *     dictionary, fields of format "encoded"</a>
     */
    private static final Set<String> ENCODED = Set.of(
            "acct",
            "cmd",
            "comm",
            "cwd",
            "data",
            "device",
            "dir",
            "exe",
            "file",
            "grp",
            "invalid_context",
            "key",
            "name",
            "new_group",
            "new-disk",
            "new-fs",
            "new-rng",
            "ocomm",
            "old-disk",
            "old-fs",
            "old-rng",
            "path",
            "proctitle",
            "root_dir",
            "sw",
            "vm",
            "watch");

    private static final Set<String> RESERVED = Set.of("time", "serial", "node", "type");

    private static final int MOST = 10_000;

    private AuditdFields() {}

    /** What several records together say: the arguments of EXECVE, and the files that a call was about. */
    static final class Gathered {

        private final TreeMap<Integer, StringBuilder> hexOrText = new TreeMap<>();
        private final List<String> files = new ArrayList<>();
        private String cwd = "";
        private String name = "";
        private boolean parent;

        /** Notes a field of a record that says where something is. */
        void place(String type, String field, String value) {
            if (type.equals("CWD") && field.equals("cwd")) {
                cwd = value;
            } else if (type.equals("PATH") && field.equals("name")) {
                name = value;
            } else if (type.equals("PATH") && (field.equals("nametype") || field.equals("objtype"))) {
                parent = value.equals("PARENT");
            }
        }

        /** Ends a record. */
        void endOfRecord() {
            if (!name.isEmpty() && !name.equals("(null)") && !parent && files.size() < MOST) {
                files.add(name);
            }
            name = "";
            parent = false;
        }

        /** The files, with the directory that a relative name starts at; not the directories of files made or removed. */
        List<String> files() {
            return files.stream()
                    .map(file ->
                            file.startsWith("/") || cwd.isEmpty() ? file : cwd + (cwd.endsWith("/") ? "" : "/") + file)
                    .toList();
        }

        /** Takes a field if it is an argument. */
        void take(String field, String value, boolean quoted) {
            int bracket = field.indexOf('[');
            String digits = field.substring(1, bracket < 0 ? field.length() : bracket);
            boolean isNumber =
                    !digits.isEmpty() && digits.length() < 6 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
            if (isNumber && hexOrText.size() < MOST) {
                hexOrText
                        .computeIfAbsent(Integer.valueOf(digits), unused -> new StringBuilder())
                        .append(quoted ? value : decoded(value));
            }
        }

        /** All of them, with a blank between. */
        String joined() {
            return String.join(" ", hexOrText.values());
        }
    }

    /** Adds the fields of a record. */
    static void read(String type, String fields, Map<String, List<String>> members, Gathered gathered) {
        int enriched = -1;
        int length = 1;
        for (String separator : SEPARATORS) {
            int at = fields.indexOf(separator);
            if (at >= 0 && (enriched < 0 || at < enriched)) {
                enriched = at;
                length = separator.length();
            }
        }
        String raw = enriched < 0 ? fields : fields.substring(0, enriched);
        new Scan(type, raw, members, gathered, false).scan();
        if (enriched >= 0) {
            new Scan(type, fields.substring(enriched + length), members, gathered, false).scan();
        }
        gathered.endOfRecord();
    }

    /** One pass over fields. */
    private static final class Scan {

        private final String type;
        private final String text;
        private final Map<String, List<String>> members;
        private final Gathered gathered;
        private final boolean nested;
        private int at;
        private String word = "";

        Scan(String type, String text, Map<String, List<String>> members, Gathered gathered, boolean nested) {
            this.type = type;
            this.text = text;
            this.members = members;
            this.gathered = gathered;
            this.nested = nested;
        }

        void scan() {
            while (at < text.length()) {
                if (text.charAt(at) == ' ' || text.charAt(at) == '(' || text.charAt(at) == ',') {
                    at++;
                } else {
                    field();
                }
            }
        }

        private void field() {
            int start = at;
            while (at < text.length() && text.charAt(at) != '=' && text.charAt(at) != ' ') {
                at++;
            }
            if (at >= text.length() || text.charAt(at) == ' ') {
                word = text.substring(start, at);
                return;
            }
            String name = text.substring(start, at++);
            // Kernels before 3.14: old auid=4294967295 new auid=0
            String field = word.equals("old") && !name.startsWith("old") ? "old-" + name : name;
            word = "";
            value(field);
        }

        private void value(String field) {
            char quote = at < text.length() ? text.charAt(at) : ' ';
            if (quote == '\'' && !nested) {
                int close = text.lastIndexOf('\'');
                int end = close > at ? close : text.length();
                String message = text.substring(at + 1, end);
                at = Math.min(end + 1, text.length());
                new Scan(type, message, members, gathered, true).scan();
            } else if (quote == '"') {
                int close = text.indexOf('"', at + 1);
                int end = close < 0 ? text.length() : close;
                put(field, text.substring(at + 1, end), true);
                at = Math.min(end + 1, text.length());
            } else {
                int start = at;
                while (at < text.length() && text.charAt(at) != ' ') {
                    at++;
                }
                put(field, bare(text.substring(start, at)), false);
            }
        }

        /** Without the punctuation of prose: {@code auditd start, ver=1}, {@code (hostname=?, addr=?)}. */
        private static String bare(String value) {
            int end = value.length();
            while (end > 0 && (value.charAt(end - 1) == ',' || isClosing(value, end))) {
                end--;
            }
            return value.substring(0, end);
        }

        private static boolean isClosing(String value, int end) {
            return value.charAt(end - 1) == ')' && value.indexOf('(') < 0;
        }

        private void put(String field, String value, boolean quoted) {
            if (type.equals("EXECVE") && field.startsWith("a") && !field.equals("argc")) {
                gathered.take(field, value, quoted);
            }
            boolean plain = quoted || !ENCODED.contains(field);
            String text = plain ? value : decoded(value).replace('\u0000', ' ').strip();
            gathered.place(type, field, text);
            // Several keys of rules that match have a byte 1 between them.
            List<String> texts = field.equals("key") ? List.of(text.split("\u0001", -1)) : List.of(text);
            String path = type + "." + field;
            List<String> present = members.get(path);
            if (present == null) {
                members.put(path, new ArrayList<>(texts));
            } else if (!nested) {
                present.addAll(texts);
            }
            if (!RESERVED.contains(field)) {
                members.putIfAbsent(field, texts);
            }
        }
    }

    /** The text that hexadecimal digits stand for, if they do and the kernel would have encoded it; else as given. */
    private static String decoded(String value) {
        if (value.length() < 2 || value.length() % 2 != 0) {
            return value;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'F')) {
                return value;
            }
        }
        byte[] bytes = HexFormat.of().parseHex(value);
        boolean encoded = false;
        for (byte b : bytes) {
            encoded |= b < 0x21 || b == '"' || b == 0x7f;
        }
        String text = encoded ? TextLines.decode(bytes, 0, bytes.length) : null;
        return text == null ? value : text;
    }
}
