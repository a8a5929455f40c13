package io.countersign.launcher.docker;

import java.nio.file.Path;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;

/** What the poms call things. */
final class Poms {

    static final String VERSION = ask("pom.xml", "/project/version");

    private Poms() {}

    /** The value of a property of the parent. */
    static String property(String name) {
        return ask("pom.xml", "/project/properties/*[name()='" + name + "']");
    }

    /** The modules of the build. */
    static String[] modules() {
        return ask("pom.xml", "/project/modules").strip().split("\\s+");
    }

    /** The thin job jar: what the shade plugin attaches beside the module's own. */
    static String jobJar() {
        return "jobs/detection/target/" + ask("jobs/detection/pom.xml", "/project/artifactId") + "-" + VERSION + "-"
                + ask("jobs/detection/pom.xml", "//shadedClassifierName") + ".jar";
    }

    /** The launcher's jar, which the shade plugin writes under a name of its own. */
    static String launcherJar() {
        return ask("jobs/launcher/pom.xml", "//outputFile[contains(., '.jar')]")
                .replace("${project.build.directory}", "jobs/launcher/target");
    }

    /** The auditor's jar, which the shade plugin writes under a name of its own. */
    static String evidenceJar() {
        return ask("jobs/evidence/pom.xml", "//outputFile[contains(., '.jar')]")
                .replace("${project.build.directory}", "jobs/evidence/target");
    }

    /** Where the build puts the jar that the launcher's image has under a name. */
    static String builtAs(String name) {
        return Stream.of(launcherJar(), evidenceJar())
                .filter(jar -> jar.endsWith("/" + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no jar is built as " + name));
    }

    /** The main class in the manifest of a module's shaded jar. */
    static String mainClass(String module) {
        return ask(module + "/pom.xml", "//transformer/mainClass");
    }

    private static String ask(String pom, String path) {
        Path file = Compose.ROOT.resolve(pom);
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Document document = factory.newDocumentBuilder().parse(file.toFile());
            String answer = XPathFactory.newInstance().newXPath().evaluate(path, document);
            if (answer.isBlank()) {
                throw new AssertionError(path + " is not in " + file);
            }
            return answer;
        } catch (Exception e) {
            throw new IllegalStateException(path + " of " + file, e);
        }
    }
}
