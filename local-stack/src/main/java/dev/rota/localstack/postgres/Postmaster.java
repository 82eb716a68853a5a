package dev.rota.localstack.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The server process that holds a data folder. */
final class Postmaster {

    static final String PID_FILE = "postmaster.pid";

    private Postmaster() {}

    /** The server's process; empty when the folder has none, or one that is not PostgreSQL any more. */
    static Optional<ProcessHandle> of(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve(PID_FILE));
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                            .filter(process ->
                                    process.info().command().orElse("").endsWith("postgres"));
        } catch (IOException | NumberFormatException e) {
            // No file, or one that is being written: nobody holds the folder for certain.
            return Optional.empty();
        }
    }
}
