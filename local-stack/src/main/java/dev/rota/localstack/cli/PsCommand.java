package dev.rota.localstack.cli;

import dev.rota.localstack.control.ComponentStatus;
import dev.rota.localstack.process.Component;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the components of the running stack. */
@Command(
        name = "ps",
        description = "Lists every component of the running stack: its state, process and address.",
        mixinStandardHelpOptions = true)
final class PsCommand implements Callable<Integer> {

    private static final String ROW = "%-20s %-9s %8s  %-24s %s%n";

    @Mixin
    private DataOption data;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<ComponentStatus> components = data.running().status();
        PrintWriter out = spec.commandLine().getOut();
        out.printf(ROW, "NAME", "STATE", "PID", "ADDRESS", "UP");
        for (ComponentStatus component : components) {
            out.printf(
                    ROW,
                    component.name(),
                    component.state().name().toLowerCase(Locale.ROOT),
                    component.pid().map(Object::toString).orElse("-"),
                    component.address(),
                    uptime(component));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static String uptime(ComponentStatus component) {
        if (component.state() != Component.State.READY) {
            return "-";
        }
        Duration time = Duration.between(component.startedAt(), Instant.now());
        return String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
