package dev.rota.localstack.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The server process that holds a data folder. */
final class Postmaster {

    private static final String PID_FILE = "postmaster.pid";

    private static final Duration LEFTOVER = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(50);

    private Postmaster() {}

    /** The server's process; empty when the folder has none, or one that is dead. */
    static Optional<ProcessHandle> of(Path data) {
        return named(data).filter(Postmaster::isPostgres);
    }

    /** A dead process that nobody has reaped yet is still there, but has no program any more. */
    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("postgres");
    }

    private static Optional<ProcessHandle> named(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve(PID_FILE));
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
        } catch (IOException | NumberFormatException e) {
            // No file, or one that is being written: nobody holds the folder for certain.
            return Optional.empty();
        }
    }

    /**
     * Makes sure that no server holds the folder, so that another can start on it: ends one whose keeper was killed, and
     * waits for one that was killed itself to be gone. PostgreSQL takes the dead one for running while its process is
     * not reaped, which some init processes take their time over; such a file is removed at the end of the wait, when
     * the dead server's own children have long followed it.
     *
     * @throws IOException if the stale file cannot be removed
     */
    static void clear(Path data) throws IOException, InterruptedException {
        of(data).ifPresent(ProcessHandle::destroy);
        long deadline = System.nanoTime() + LEFTOVER.toNanos();
        while (named(data).isPresent() && System.nanoTime() - deadline < 0) {
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
        Optional<ProcessHandle> stubborn = of(data);
        if (stubborn.isPresent()) {
            stubborn.get().destroyForcibly();
            stubborn.get().onExit().join();
        }
        Files.deleteIfExists(data.resolve(PID_FILE));
    }
}
