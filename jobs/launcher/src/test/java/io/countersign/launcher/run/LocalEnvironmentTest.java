package io.countersign.launcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LocalEnvironmentTest {

    /** How the kernel writes the addresses 127.0.0.1 and ::ffff:127.0.0.1. */
    private static final List<String> LOOPBACK = List.of("0100007F", "0000000000000000FFFF00000100007F");

    private static final String LISTENING = "0A";

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldListenOnLoopbackOnly() throws Exception {
        Set<String> before = listeners();
        StreamExecutionEnvironment env = LocalEnvironment.create(new Configuration(), MemorySize.ofMebiBytes(16), 1);
        env.fromSequence(0, Long.MAX_VALUE).sinkTo(new DiscardingSink<>());
        JobClient job = env.executeAsync("endless");
        try {
            while (job.getJobStatus().get() != JobStatus.RUNNING) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            Set<String> opened = listeners();
            opened.removeAll(before);

            assertThat(opened)
                    .isNotEmpty()
                    .allMatch(address -> LOOPBACK.contains(address.split(":", -1)[0]), "loopback");
        } finally {
            job.cancel().get();
        }
    }

    /** The local addresses, as the kernel writes them, on which this process listens. */
    private static Set<String> listeners() throws IOException {
        Set<String> own = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    own.add(Files.readSymbolicLink(descriptor).toString());
                }
            }
        }
        List<String> sockets = new ArrayList<>(Files.readAllLines(Path.of("/proc/self/net/tcp")));
        sockets.addAll(Files.readAllLines(Path.of("/proc/self/net/tcp6")));
        Set<String> addresses = new HashSet<>();
        for (String socket : sockets) {
            String[] fields = socket.trim().split("\\s+", -1);
            if (fields[3].equals(LISTENING) && own.contains("socket:[" + fields[9] + "]")) {
                addresses.add(fields[1]);
            }
        }
        return addresses;
    }
}
