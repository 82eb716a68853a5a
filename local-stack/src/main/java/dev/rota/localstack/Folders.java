package dev.rota.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What the JDK leaves out for folders. */
public final class Folders {

    private Folders() {}

    /**
     * Deletes a folder with all that is in it, or a file; does nothing when it is not there.
     *
     * @throws IOException if something in it cannot be deleted; a part may be gone
     */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
