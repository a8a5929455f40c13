package io.countersign.schemas.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.record.Asset;
import io.countersign.schemas.record.Glob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** What is looked up is what trying every glob of every entry in turn would find. */
class ScopeIndexTest {

    private static final List<String> FIELDS = List.of("resource", "service", "account");

    @Property(tries = 3_000)
    void shouldFindTheEntryThatComesFirstOfThoseThatMatch(@ForAll long seed) {
        Random random = new Random(seed);
        List<Map<String, List<String>>> globs = new ArrayList<>();
        List<ScopeIndex.Entry> entries = new ArrayList<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            Map<String, List<String>> entry = new LinkedHashMap<>();
            Map<String, Globs> read = new LinkedHashMap<>();
            for (String field : FIELDS) {
                if (random.nextInt(3) > 0) {
                    entry.put(field, texts(random, "abc*", 1 + random.nextInt(3)));
                    read.put(field, new Globs(entry.get(field)));
                }
            }
            globs.add(entry);
            entries.add(new ScopeIndex.Entry(new Asset("asset-" + entries.size(), "s", "e", "c"), read));
        }
        ScopeIndex index = new ScopeIndex(entries);

        for (int event = 0; event < 20; event++) {
            Map<String, List<String>> values = new LinkedHashMap<>();
            FIELDS.forEach(field -> values.put(field, texts(random, "abc", random.nextInt(3))));
            assertThat(index.assetOf(values::get))
                    .as("%s of %s", values, globs)
                    .isEqualTo(first(globs, entries, values));
        }
    }

    private static @Nullable Asset first(
            List<Map<String, List<String>>> globs, List<ScopeIndex.Entry> entries, Map<String, List<String>> values) {
        for (int i = 0; i < entries.size(); i++) {
            boolean matches = globs.get(i).entrySet().stream()
                    .allMatch(field -> values.getOrDefault(field.getKey(), List.of()).stream()
                            .anyMatch(value -> field.getValue().stream().anyMatch(glob -> Glob.matches(glob, value))));
            if (matches) {
                return entries.get(i).asset();
            }
        }
        return null;
    }

    private static List<String> texts(Random random, String characters, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(6); length > 0; length--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    @Property(tries = 3_000)
    void shouldFindEveryLiteralThatATextHas(@ForAll long seed) {
        Random random = new Random(seed);
        List<String> literals = new ArrayList<>(texts(random, "ab\u00e9", random.nextInt(12)));
        literals.removeIf(String::isEmpty);
        LiteralSearch search = new LiteralSearch(literals);

        for (String text : texts(random, "ab\u00e9c", 20)) {
            TreeSet<Integer> found = new TreeSet<>();
            search.find(text, found::add);
            TreeSet<Integer> expected = new TreeSet<>();
            for (int i = 0; i < literals.size(); i++) {
                if (text.contains(literals.get(i))) {
                    expected.add(i);
                }
            }
            assertThat(found).as("%s in %s", literals, text).isEqualTo(expected);
        }
    }
}
