package io.countersign.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompletionCommandTest {

    @Test
    void shouldNameEveryCommandAndOption() {
        CommandRun run = CommandRun.of("completion");

        assertThat(run.exit()).isZero();
        List<String> names = new ArrayList<>();
        gather(new CommandLine(Countersign.class), names);
        assertThat(names).contains("completion", "rules", "diff", "--dialect");
        assertThat(names)
                .allSatisfy(name -> assertThat(run.out()).containsPattern("(?<![\\w-])" + name + "(?![\\w-])"));
    }

    @Test
    void shouldBeAScriptThatBashCanReadAndThatCompletes(@TempDir Path directory) throws Exception {
        Path script = Files.writeString(
                directory.resolve("countersign.bash"),
                CommandRun.of("completion").out());
        String complete = "source " + script + "; COMP_WORDS=(countersign rules l); COMP_CWORD=2;"
                + " COMP_LINE='countersign rules l'; _complete_countersign; echo \"${COMPREPLY[@]}\"";

        Process bash = new ProcessBuilder("bash", "-c", complete)
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(bash.waitFor()).as(said).isZero();
        assertThat(said.strip()).isEqualTo("lint");
    }

    private static void gather(CommandLine command, List<String> names) {
        command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .forEach(option -> names.add(option.longestName()));
        command.getSubcommands().forEach((name, each) -> {
            names.add(name);
            gather(each, names);
        });
    }
}
