package io.countersign.rules.judge;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * The classes that judge, anew, those of one source file changed; all classes of ours where what they all see is
 * changed. The rest is shared with the classes that loaded this one: always what the reference says, so that both sides
 * can be compared.
 */
final class MutatedClasses extends ClassLoader {

    private static final String REFERENCE = "io.countersign.rules.reference.";
    private static final List<String> JUDGING =
            List.of("io.countersign.rules.register.", "io.countersign.rules.judge.", "io.countersign.rules.bounded.");

    private final Map<String, byte[]> mutated;
    private final List<String> anew;

    /** With the changed classes, by name. */
    MutatedClasses(Map<String, byte[]> mutated) {
        super(MutatedClasses.class.getClassLoader());
        this.mutated = Map.copyOf(mutated);
        boolean judging =
                mutated.keySet().stream().allMatch(name -> JUDGING.stream().anyMatch(name::startsWith));
        anew = judging ? JUDGING : List.of("io.countersign.");
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (name.startsWith(REFERENCE) || anew.stream().noneMatch(name::startsWith)) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = mutated.get(name);
        if (bytes == null) {
            bytes = unchanged(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] unchanged(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
