package dev.rota.localstack.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Main class of the process that keeps PostgreSQL. The server detaches itself from whoever starts it; this process
 * stays with it, so that the server ends when this process does, and this process when the server does.
 */
final class PostgresProcess {

    private static final Duration STARTUP = Duration.ofSeconds(60);

    private PostgresProcess() {}

    /** Arguments: port, data folder, folder for the server's programs, whether a commit waits for the disk: {@code on} or {@code off}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        Path data = Path.of(arguments[1]);
        Path programs = Path.of(arguments[2]);
        String sync = arguments[3];
        Postmaster.clear(data);
        EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(programs.toFile())
                .setPGStartupWait(STARTUP)
                // The library turns both off; what is acknowledged must survive a crash, but of a machine only where
                // told so.
                .setServerConfig("fsync", sync)
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "200")
                .start();
        ProcessHandle server = Postmaster.of(data)
                .orElseThrow(() -> new IOException("PostgreSQL started and is not to be found in " + data));
        var _ = server.onExit().thenRun(() -> System.exit(1));
        // The library's shutdown hook stops the server when this process is asked to end.
        new CountDownLatch(1).await();
    }
}
