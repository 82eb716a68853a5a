package dev.rota.localstack.process;

import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes of a program as a JVM has loaded them, written by one that ends and mapped by those that start after it: half of what it takes
 * to start a program is to load its classes. It holds for the very jars it was made of.
 *
 * @param file where it lies, or will
 * @param draft where a process writes it first
 * @param jars the program's jar, or the folder of its jars
 */
public record ClassArchive(Path file, Path draft, Path jars) {

    /**
     * The archive of a program.
     *
     * @param program {@code -jar FILE} or {@code -cp FOLDER/* MainClass}, and the program's own arguments
     * @param draft where a process writes it first; on the file system of the build's folders
     */
    static ClassArchive of(RotaHome home, List<String> program, Path draft) {
        String classPath = program.get(1);
        if (program.getFirst().equals("-jar")) {
            Path jar = Path.of(classPath);
            String name = home.root().relativize(jar).toString().replaceAll("\\W+", "-");
            return new ClassArchive(home.archives().resolve(name + ".jsa"), draft, jar);
        }
        Path folder = Path.of(classPath.replaceFirst("/\\*$", ""));
        return new ClassArchive(home.archives().resolve(program.get(2) + ".jsa"), draft, folder);
    }

    /** Whether it is there, and younger than its jars. */
    public boolean isWritten() {
        try {
            return Files.exists(file) && Files.getLastModifiedTime(file).compareTo(youngestJar()) > 0;
        } catch (IOException e) {
            throw new StackException("Cannot look at " + jars + ": " + e.getMessage(), e);
        }
    }

    private FileTime youngestJar() throws IOException {
        if (!Files.isDirectory(jars)) {
            return Files.getLastModifiedTime(jars);
        }
        FileTime youngest = FileTime.fromMillis(0);
        try (Stream<Path> files = Files.list(jars)) {
            for (Path jar : files.toList()) {
                FileTime time = Files.getLastModifiedTime(jar);
                youngest = time.compareTo(youngest) > 0 ? time : youngest;
            }
        }
        return youngest;
    }

    /** What makes a JVM use it, or write it when it is stopped. */
    List<String> options() {
        return List.of(
                isWritten() ? "-XX:SharedArchiveFile=" + file : "-XX:ArchiveClassesAtExit=" + draft,
                // The agent that ties a process to its parent changes no class.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+AllowArchivingWithJavaAgent",
                // It says so at every start; an archive that does not fit is as if there were none.
                "-Xlog:cds*=off",
                "-Xlog:aot*=off");
    }

    /** Puts what a process has written in its place, where it has; in one step, since others may be starting. */
    void keep() {
        try {
            if (Files.exists(draft)) {
                Files.createDirectories(file.getParent());
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new StackException("Cannot put " + draft + " into " + file + ": " + e.getMessage(), e);
        }
    }
}
