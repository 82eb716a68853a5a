package dev.rota.localstack.cli;

import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import dev.rota.localstack.control.ControlClient;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which stack is meant: every stack has a data folder of its own. */
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the stack's data and logs; target/stack in the project unless given.")
    private @Nullable Path data;

    Path path() {
        return data != null ? data : RotaHome.locate().root().resolve("target/stack");
    }

    /**
     * The stack that runs on the folder.
     *
     * @throws StackException if none does
     */
    ControlClient running() {
        return ControlClient.connect(path())
                .orElseThrow(
                        () -> new StackException("No stack is running on " + path() + ": start it with ./rota up."));
    }
}
