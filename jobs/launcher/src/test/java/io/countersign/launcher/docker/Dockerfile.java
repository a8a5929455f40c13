package io.countersign.launcher.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code docker/Dockerfile} as its stages. Of the syntax it knows what that file uses: line continuations, comments, and
 * the instructions in capitals.
 */
record Dockerfile(List<Stage> stages) {

    static final Path FILE = Compose.ROOT.resolve("docker/Dockerfile");

    private static final Pattern FROM = Pattern.compile("(\\S+) AS (\\S+)");

    /** A stage: its base image, its name, and its instructions in order. */
    record Stage(String base, String name, List<Instruction> instructions) {

        List<String> arguments(String instruction) {
            return instructions.stream()
                    .filter(each -> each.name().equals(instruction))
                    .map(Instruction::arguments)
                    .toList();
        }

        List<Copy> copies() {
            return arguments("COPY").stream().map(Copy::parse).toList();
        }
    }

    /** An instruction and what follows its name. */
    record Instruction(String name, String arguments) {}

    /** A COPY; {@code from} is empty for the build context. */
    record Copy(String from, List<String> sources, String target) {

        static Copy parse(String arguments) {
            List<String> words = new ArrayList<>(List.of(arguments.split("\\s+")));
            String from = "";
            if (words.get(0).startsWith("--from=")) {
                from = words.remove(0).substring("--from=".length());
            }
            return new Copy(from, List.copyOf(words.subList(0, words.size() - 1)), words.get(words.size() - 1));
        }
    }

    static Dockerfile read() throws IOException {
        List<Stage> stages = new ArrayList<>();
        String whole = Files.readString(FILE).replaceAll("(?m)^#.*\\R", "").replaceAll("\\s*\\\\\\R\\s*", " ");
        for (String line : whole.lines().filter(each -> !each.isBlank()).toList()) {
            String[] parts = line.split("\\s+", 2);
            if (parts[0].equals("FROM")) {
                Matcher from = FROM.matcher(parts[1]);
                if (!from.matches()) {
                    throw new IllegalStateException("FROM without AS: " + line);
                }
                stages.add(new Stage(from.group(1), from.group(2), new ArrayList<>()));
            } else {
                stages.get(stages.size() - 1).instructions().add(new Instruction(parts[0], parts[1]));
            }
        }
        return new Dockerfile(List.copyOf(stages));
    }

    Stage stage(String name) {
        return stages.stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no stage " + name + " in " + FILE));
    }
}
