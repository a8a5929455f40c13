package io.countersign.launcher.streaming;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.runtime.state.CheckpointMetadataOutputStream;
import org.apache.flink.runtime.state.CheckpointStorage;
import org.apache.flink.runtime.state.CheckpointStorageAccess;
import org.apache.flink.runtime.state.CheckpointStorageFactory;
import org.apache.flink.runtime.state.CheckpointStorageLocation;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints in files, with a gate between the end of the first phase and the begin of the second: every sink has
 * flushed and pre-committed, the checkpoint's metadata is on disk, and no task has yet been told to commit.
 */
public final class CheckpointGate implements CheckpointStorageFactory<CheckpointStorage> {

    private static final AtomicReference<@Nullable Closed> CLOSED = new AtomicReference<>();

    /** For Flink, which makes it by its class name. */
    public CheckpointGate() {}

    /** A gate that the next complete checkpoint comes to and waits at. */
    static final class Closed implements AutoCloseable {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        boolean awaitCheckpoint() throws InterruptedException {
            return reached.await(30, TimeUnit.SECONDS);
        }

        private void pass() {
            reached.countDown();
            try {
                opened.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            CLOSED.compareAndSet(this, null);
            opened.countDown();
        }
    }

    static Closed close() {
        Closed gate = new Closed();
        CLOSED.set(gate);
        return gate;
    }

    @Override
    public CheckpointStorage createFromConfig(ReadableConfig config, ClassLoader classLoader) {
        return new Gated(FileSystemCheckpointStorage.createFromConfig(config, classLoader));
    }

    private record Gated(FileSystemCheckpointStorage files) implements CheckpointStorage {

        @Override
        public CompletedCheckpointStorageLocation resolveCheckpoint(String pointer) throws IOException {
            return files.resolveCheckpoint(pointer);
        }

        @Override
        public CheckpointStorageAccess createCheckpointStorage(JobID job) throws IOException {
            return gated(CheckpointStorageAccess.class, files.createCheckpointStorage(job));
        }
    }

    /** The same, but that the metadata streams it hands out stop at the gate. */
    private static <T> T gated(Class<T> type, T real) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            try {
                Object result = method.invoke(real, arguments);
                if (result instanceof CheckpointStorageLocation location
                        && method.getName().equals("initializeLocationForCheckpoint")) {
                    return gated(CheckpointStorageLocation.class, location);
                }
                return result instanceof CheckpointMetadataOutputStream stream ? new GatedStream(stream) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static final class GatedStream extends CheckpointMetadataOutputStream {
        private final CheckpointMetadataOutputStream real;

        GatedStream(CheckpointMetadataOutputStream real) {
            this.real = real;
        }

        @Override
        public CompletedCheckpointStorageLocation closeAndFinalizeCheckpoint() throws IOException {
            CompletedCheckpointStorageLocation location = real.closeAndFinalizeCheckpoint();
            Closed gate = CLOSED.get();
            if (gate != null) {
                gate.pass();
            }
            return location;
        }

        @Override
        public long getPos() throws IOException {
            return real.getPos();
        }

        @Override
        public void write(int one) throws IOException {
            real.write(one);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            real.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            real.flush();
        }

        @Override
        public void sync() throws IOException {
            real.sync();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
