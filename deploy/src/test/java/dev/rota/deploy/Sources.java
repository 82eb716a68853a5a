package dev.rota.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the services' own sources say, read as text: this module is built without them. */
final class Sources {

    private static final Set<String> EXPORTERS = Set.of(
            "order-producer",
            "billing-service",
            "department-service",
            "analytics-service",
            "lag-monitor",
            "keyed-consumer");

    private Sources() {}

    /** Of a service's {@code application.properties}. */
    static String setting(String service, String key) {
        Properties properties = new Properties();
        try (var file =
                Files.newBufferedReader(Path.of("..", service, "src", "main", "resources", "application.properties"))) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String value = properties.getProperty(key);
        if (value == null) {
            throw new AssertionError(service + " does not set " + key);
        }
        return value;
    }

    static Duration duration(String service, String key) {
        return parse(setting(service, key));
    }

    /**
     * The default of a setting in a {@code @ConfigMapping}.
     *
     * @param file within the repository
     * @param method the setting's
     */
    static Duration defaultOf(String file, String method) {
        return parse(withDefault(file, "(\\w+)", "Duration " + method));
    }

    /** The default of a text in a {@code @ConfigMapping}; the parameters are those of {@link #defaultOf}. */
    static String textDefaultOf(String file, String method) {
        return withDefault(file, "([\\w.,-]+)", "String " + method);
    }

    private static String withDefault(String file, String value, String method) {
        Matcher matcher = Pattern.compile("@WithDefault\\(\"" + value + "\"\\)[^;]*?\\b" + method + "\\(\\)")
                .matcher(read(Path.of("..", file)));
        if (!matcher.find()) {
            throw new AssertionError(file + " has no default of " + method);
        }
        return matcher.group(1);
    }

    /**
     * What looks like the name of a meter in the services' sources, as Prometheus writes it: without the unit and the suffix that are
     * added to it there. Where a file puts names together of a beginning and a rest, any of its words may be the rest.
     */
    static Set<String> meters() {
        return EXPORTERS.stream()
                .flatMap(Sources::java)
                .map(Sources::read)
                .flatMap(source -> Stream.concat(
                        literals(source, "\"((?:rota|kafka)[._][a-z._]*[a-z])\""),
                        literals(source, "\"(rota\\.[a-z.]+\\.)\" \\+")
                                .distinct()
                                .flatMap(beginning ->
                                        literals(source, "\"([a-z.]+)\"").map(rest -> beginning + rest))))
                .map(name -> name.replace('.', '_'))
                .collect(Collectors.toSet());
    }

    /**
     * Rota's own settings, as variables: those of each {@code @ConfigMapping}, and what {@code application.properties} has or refers to.
     */
    static Set<String> settings() {
        Stream<String> mapped = Stream.concat(EXPORTERS.stream(), Stream.of("access"))
                .flatMap(Sources::java)
                .map(Sources::read)
                .flatMap(source -> literals(source, "@ConfigMapping\\(prefix = \"([\\w.-]+)\"\\)")
                        .flatMap(prefix -> literals(source, " (\\w+)\\(\\);").map(method -> prefix + "." + method)));
        Stream<String> written = Stream.of(
                        "order-producer", "billing-service", "department-service", "analytics-service", "lag-monitor")
                .map(service -> read(Path.of("..", service, "src", "main", "resources", "application.properties")))
                .flatMap(text -> literals(text, "(rota\\.[a-z.-]+)"));
        return Stream.concat(mapped, written)
                .map(name -> name.replaceAll("([a-z])([A-Z])", "$1_$2")
                        .replaceAll("[.-]", "_")
                        .toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** The paths at which a service's resources begin. */
    static Set<String> paths(String service) {
        return java(service)
                .map(Sources::read)
                .flatMap(source -> Stream.concat(
                        literals(source, "@Path\\(\"(/[\\w-]+)\"\\)\\s"),
                        literals(source, "String PATH = \"(/[\\w-]+)\"")))
                .collect(Collectors.toSet());
    }

    private static Stream<String> literals(String source, String pattern) {
        return Pattern.compile(pattern).matcher(source).results().map((MatchResult literal) -> literal.group(1));
    }

    private static Stream<Path> java(String module) {
        try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Duration parse(String text) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }
}
