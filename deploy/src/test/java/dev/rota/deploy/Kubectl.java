package dev.rota.deploy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code kubectl} of this machine, which renders without a cluster. */
final class Kubectl {

    private static final String MISSING =
            "NOT TESTED: there is no kubectl with kustomize 5 or newer on the PATH, so nothing of deploy was rendered. .ci/run installs it where it can.";

    /** In what kubectl says of itself; older ones read components otherwise, or not at all. */
    private static final Pattern KUSTOMIZE_5 = Pattern.compile("Kustomize Version: v([5-9]|\\d{2,})\\.");

    private Kubectl() {}

    /** Skips the test where there is none, and says so where a person reads it: a skipped test alone is easily overlooked. */
    static void assumeThere() {
        boolean there = version().filter(KUSTOMIZE_5.asPredicate()).isPresent();
        if (!there) {
            System.err.println(MISSING);
        }
        assumeTrue(there, MISSING);
    }

    private static Optional<String> version() {
        try {
            Result result = run("kubectl", "version", "--client");
            return result.exit() == 0 ? Optional.of(result.out()) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /**
     * What would be applied.
     *
     * @param folder one with a {@code kustomization.yaml}
     * @throws AssertionError if it cannot be rendered; the message has kubectl's words
     */
    static String render(Path folder) {
        try {
            Result result = run("kubectl", "kustomize", folder.toString());
            if (result.exit() != 0) {
                throw new AssertionError(folder + " cannot be rendered: " + result.err());
            }
            if (!result.err().isBlank()) {
                throw new AssertionError(folder + " is rendered with a warning: " + result.err());
            }
            return result.out();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result run(String... command) throws IOException {
        Path out = Files.createTempFile("kubectl", ".out");
        Path err = Files.createTempFile("kubectl", ".err");
        try {
            int exit = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start()
                    .waitFor();
            return new Result(exit, Files.readString(out), Files.readString(err));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while kubectl was running", e);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private record Result(int exit, String out, String err) {}
}
