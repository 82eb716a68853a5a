package dev.rota.localstack.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * How to reach the launcher that holds a data folder; lies in that folder, readable by its owner alone.
 *
 * @param pid the launcher's process
 * @param port where it listens on the loopback address
 * @param token what a caller must show
 */
record ControlFile(long pid, int port, String token) {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Path in(Path data) {
        return data.resolve("control.json");
    }

    void write(Path data) {
        Path file = in(data);
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new StackException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    static void delete(Path data) {
        try {
            Files.deleteIfExists(in(data));
        } catch (IOException e) {
            throw new StackException("Cannot delete " + in(data) + ": " + e.getMessage(), e);
        }
    }

    /** The launcher of a data folder; empty when none runs there. */
    static Optional<ControlFile> read(Path data) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(in(data)), ControlFile.class))
                    .filter(file -> ProcessHandle.of(file.pid()).isPresent());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
