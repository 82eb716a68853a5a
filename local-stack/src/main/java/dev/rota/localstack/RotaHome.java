package dev.rota.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The project's folder, and where the build has put what child processes run from.
 *
 * @param root the folder that holds the {@code rota} script
 * @param startsFast whether what is started from here has to be there soon, and not to be fast for long
 */
public record RotaHome(Path root, boolean startsFast) {

    /** System property that names the root; the launcher script sets it. */
    public static final String PROPERTY = "rota.home";

    /**
     * Finds the project: the {@value #PROPERTY} system property, else the nearest folder at or above the working
     * directory that holds the launcher script and this module.
     *
     * @throws StackException if there is none
     */
    public static RotaHome locate() {
        Optional<String> configured = Optional.ofNullable(System.getProperty(PROPERTY));
        if (configured.isPresent()) {
            return new RotaHome(Path.of(configured.get()).toAbsolutePath().normalize(), false);
        }
        return ancestors(Path.of("").toAbsolutePath())
                .filter(folder ->
                        Files.exists(folder.resolve("rota")) && Files.isDirectory(folder.resolve("local-stack")))
                .findFirst()
                .map(root -> new RotaHome(root, false))
                .orElseThrow(() -> new StackException("Not inside a Rota checkout: set -D" + PROPERTY
                        + " to the folder that holds the rota script."));
    }

    /** The same, for those that are to start fast, or not. */
    public RotaHome startingFast(boolean fast) {
        return new RotaHome(root, fast);
    }

    private static Stream<Path> ancestors(Path folder) {
        return Stream.<@Nullable Path>iterate(folder, path -> path == null ? null : path.getParent())
                .takeWhile(path -> path != null)
                .map(Path.class::cast);
    }

    /** Class path of the brokers and of this library's own child processes. */
    public String stackClassPath() {
        return built(root.resolve("local-stack/target/lib")).resolve("*").toString();
    }

    /** Class path of the benchmarks, and of the contenders that are the house's own. */
    public String labClassPath() {
        return built(root.resolve("lab/target/lib")).resolve("*").toString();
    }

    /** The agent that ties a child process to its parent. */
    public Path tether() {
        return onlyFileIn(root.resolve("local-stack/target"), "-tether.jar");
    }

    /** The schema registry's runnable jar. */
    public Path registry() {
        return built(root.resolve("local-stack/target/registry/quarkus-run.jar"));
    }

    /** Where the archives of programs' classes lie. */
    public Path archives() {
        return root.resolve("local-stack/target/archives");
    }

    /** Where PostgreSQL's programs are unpacked to, once for all stacks. */
    public Path postgresPrograms() {
        return root.resolve("local-stack/target/postgres");
    }

    /**
     * A service's runnable jar.
     *
     * @param module the service's module name, for example {@code billing-service}
     */
    public Path service(String module) {
        return built(root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar"));
    }

    private static Path onlyFileIn(Path folder, String suffix) {
        try (Stream<Path> files = Files.list(built(folder))) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow(() -> notBuilt(folder.resolve("*" + suffix)));
        } catch (IOException e) {
            throw new StackException("Cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    private static Path built(Path path) {
        if (!Files.exists(path)) {
            throw notBuilt(path);
        }
        return path;
    }

    private static StackException notBuilt(Path path) {
        return new StackException(path + " is not built yet: run ./mvnw package -DskipTests.");
    }
}
