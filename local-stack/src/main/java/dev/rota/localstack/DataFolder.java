package dev.rota.localstack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of one stack's data and logs, held by one launcher at a time. */
final class DataFolder implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final String BROKERS = "brokers";

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes the folder; the operating system gives it back when this process ends, however that happens.
     *
     * @throws StackException if a running stack holds it, or it was made by a stack with another number of brokers
     */
    static DataFolder open(StackOptions options) {
        Path path = options.data();
        try {
            Files.createDirectories(path);
            FileChannel lock =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                return prepare(new DataFolder(path, lock), options);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StackException("Cannot use the data folder " + path + ": " + e.getMessage(), e);
        }
    }

    private static DataFolder prepare(DataFolder folder, StackOptions options) throws IOException {
        if (tryLock(folder.lock) == null) {
            throw new StackException("A stack is running on " + folder.path
                    + " already: stop it with ./rota down, or give this one another folder with --data.");
        }
        if (options.fresh()) {
            folder.empty();
        }
        folder.keepBrokerCount(options.brokers());
        folder.setOldLogsAside();
        folder.emptyTemporary();
        return folder;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this very process.
            return null;
        }
    }

    private void empty() throws IOException {
        for (Path child : children(path)) {
            if (!child.endsWith(LOCK)) {
                Folders.delete(child);
            }
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }

    /** A quorum's voters and the topics' replicas are part of the data; another number of brokers cannot read it. */
    private void keepBrokerCount(int brokers) throws IOException {
        Path file = path.resolve(BROKERS);
        String wanted = Integer.toString(brokers);
        if (!Files.exists(file)) {
            Files.writeString(file, wanted);
            return;
        }
        String present = Files.readString(file).strip();
        if (!present.equals(wanted)) {
            throw new StackException("The data in " + path + " belongs to " + present + " broker(s), not " + wanted
                    + ": start with --brokers " + present + ", throw the data away with --fresh, or use another folder"
                    + " with --data.");
        }
    }

    private void setOldLogsAside() throws IOException {
        Path previous = path.resolve("logs.previous");
        Folders.delete(previous);
        if (Files.exists(logs())) {
            Files.move(logs(), previous);
        }
        Files.createDirectories(logs());
    }

    private void emptyTemporary() throws IOException {
        Path temporary = path.resolve("tmp");
        Folders.delete(temporary);
        Files.createDirectories(temporary);
    }

    /**
     * Deletes a folder in it, if it is there.
     *
     * @throws StackException if it cannot be deleted
     */
    void delete(String name) {
        Path folder = path.resolve(name);
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new StackException("Cannot delete " + folder + ": " + e.getMessage(), e);
        }
    }

    Path path() {
        return path;
    }

    Path logs() {
        return path.resolve("logs");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new StackException("Cannot give back the data folder " + path + ": " + e.getMessage(), e);
        }
    }
}
