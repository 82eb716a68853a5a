package dev.rota.lagmonitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JDK's tool that makes keys and certificates. */
final class Keytool {

    private Keytool() {}

    /**
     * Runs it to its end.
     *
     * @param folder in which files lie that the arguments name
     * @param log to which it adds what it says
     * @throws IllegalStateException with the log, if it fails
     */
    static void run(Path folder, Path log, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        int exit = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("keytool failed: " + Files.readString(log));
        }
    }
}
