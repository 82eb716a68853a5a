package dev.rota.localstack.cli;

import dev.rota.localstack.StackException;
import dev.rota.localstack.control.ControlClient;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops the running stack. */
@Command(
        name = "down",
        description = "Stops the running stack in order and waits until it is gone; its data stays.",
        mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {

    private static final int DEADLINE_SECONDS = 30;

    @Mixin
    private DataOption data;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Optional<ControlClient> running = ControlClient.connect(data.path());
        if (running.isEmpty()) {
            out.println("No stack is running on " + data.path() + ".");
            return ExitCode.OK;
        }
        try {
            running.get().stop().orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new StackException("The launcher is still there after " + DEADLINE_SECONDS + " s.", e);
            }
            throw e;
        }
        out.println("Stopped.");
        return ExitCode.OK;
    }
}
