package io.countersign.schemas.dialect;

import io.countersign.schemas.record.Asset;
import io.countersign.schemas.yaml.InvalidFileException;
import io.countersign.schemas.yaml.Problems;
import io.countersign.schemas.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which resources are which financial asset: the scope file. An asset's entries each name a dialect and globs over that
 * dialect's scope fields; all globs of an entry must match, any entry suffices, and the first asset in the file wins.
 * What matches none is out of scope.
 */
public final class AssetScope {

    private final Map<String, ScopeIndex> byDialect = new HashMap<>();

    private AssetScope(Map<String, List<ScopeIndex.Entry>> entries) {
        entries.forEach((dialect, of) -> byDialect.put(dialect, new ScopeIndex(of)));
    }

    /** A scope with nothing in it. */
    public static AssetScope empty() {
        return new AssetScope(Map.of());
    }

    /**
     * Reads a scope file.
     *
     * @param fieldsOf the scope fields of each dialect
     * @throws InvalidFileException with every problem of the file
     */
    public static AssetScope parse(String file, String yamlText, Map<String, Set<String>> fieldsOf)
            throws InvalidFileException {
        return parse(file, yamlText, fieldsOf::get, fieldsOf::keySet);
    }

    /**
     * Reads a scope file.
     *
     * @param fieldsOf the scope fields of a dialect; null if none of that name reads actions
     * @param names the names of all dialects that read actions, to be told to who names none
     * @throws InvalidFileException with every problem of the file
     */
    static AssetScope parse(
            String file, String yamlText, Function<String, @Nullable Set<String>> fieldsOf, Supplier<Set<String>> names)
            throws InvalidFileException {
        Problems problems = new Problems();
        YamlMapping yaml = YamlMapping.parse(file, yamlText, problems);
        Map<String, List<ScopeIndex.Entry>> entries = new HashMap<>();
        if (yaml != null) {
            Set<String> ids = new HashSet<>();
            for (YamlMapping asset : yaml.mappings("assets")) {
                read(asset, fieldsOf, names, ids, entries);
            }
            yaml.rejectUnknown();
        }
        problems.throwIfAny();
        return new AssetScope(entries);
    }

    private static void read(
            YamlMapping yaml,
            Function<String, @Nullable Set<String>> fieldsOf,
            Supplier<Set<String>> names,
            Set<String> ids,
            Map<String, List<ScopeIndex.Entry>> entries) {
        Asset asset = new Asset(yaml.text("id"), yaml.text("system"), yaml.text("environment"), yaml.text("class"));
        if (!ids.add(asset.id())) {
            yaml.problem("id", "asset '" + asset.id() + "' is given twice; give all its entries in one place");
        }
        List<YamlMapping> matches = yaml.mappings("match");
        if (matches.isEmpty()) {
            yaml.problem("match", "'match' is missing or empty; say which resources are this asset");
        }
        for (YamlMapping match : matches) {
            String dialect = match.text("dialect");
            Set<String> fields = fieldsOf.apply(dialect);
            if (fields == null) {
                match.problem(
                        "dialect",
                        "no dialect that reads actions is named '" + dialect + "', expected one of " + names.get() + "."
                                + Problems.suggestion(dialect, names.get()));
                continue;
            }
            Map<String, Globs> globs = new LinkedHashMap<>();
            for (String field : fields) {
                if (match.has(field)) {
                    List<String> given = match.texts(field);
                    if (given.isEmpty()) {
                        match.problem(field, "'" + field + "' lists no glob, so it can never match");
                    }
                    globs.put(field, new Globs(given));
                }
            }
            match.rejectUnknown();
            entries.computeIfAbsent(dialect, unused -> new ArrayList<>()).add(new ScopeIndex.Entry(asset, globs));
        }
        yaml.rejectUnknown();
    }

    /** The asset an event of a dialect touches, by the values of its scope fields; null if it is out of scope. */
    @Nullable
    Asset assetOf(String dialect, Function<String, List<String>> values) {
        ScopeIndex index = byDialect.get(dialect);
        return index == null ? null : index.assetOf(values);
    }
}
