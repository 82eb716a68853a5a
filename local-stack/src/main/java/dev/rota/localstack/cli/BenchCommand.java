package dev.rota.localstack.cli;

import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Runs benchmarks. They live in the lab, which stands above this module, so they run in a process of their own. */
@Command(
        name = "bench",
        description = {
            "Measures Rota's parts beside what else there is.",
            "'./rota bench consumer --help' explains the consumer's, 'bench producer', 'bench billing', 'bench analytics' and"
                    + " 'bench lag' have theirs."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchCommand.Consumer.class,
            BenchCommand.Billing.class,
            BenchCommand.Producer.class,
            BenchCommand.Analytics.class,
            BenchCommand.Lag.class
        })
final class BenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    @Command(name = "consumer", description = "keyed-consumer beside a raw poll loop, parallel-consumer and SmallRye.")
    static final class Consumer extends LabCommand {
        Consumer() {
            super("dev.rota.lab.bench.ConsumerBenchmark");
        }
    }

    @Command(
            name = "billing",
            description = "billing-service from Kafka to PostgreSQL beside plain inserts, and by card.")
    static final class Billing extends LabCommand {
        Billing() {
            super("dev.rota.lab.bench.billing.BillingBenchmark");
        }
    }

    @Command(
            name = "producer",
            description = "order-producer beside a JSON echo, SmallRye's emitter and Kafka's own producer benchmark.")
    static final class Producer extends LabCommand {
        Producer() {
            super("dev.rota.lab.bench.producer.ProducerBenchmark");
        }
    }

    @Command(
            name = "analytics",
            description =
                    "analytics-service beside itself on at-least-once and a plain transactional loop; latencies, restore,"
                            + " fail-over.")
    static final class Analytics extends LabCommand {
        Analytics() {
            super("dev.rota.lab.bench.analytics.AnalyticsBenchmark");
        }
    }

    @Command(
            name = "lag",
            description =
                    "lag-monitor beside the requests that its ticks are made of and a loop over groups; heap, evaluation, scrapes.")
    static final class Lag extends LabCommand {
        Lag() {
            super("dev.rota.lab.bench.lag.LagBenchmark");
        }
    }

    /** Hands every argument on; the lab knows them. */
    abstract static class LabCommand implements Callable<Integer> {

        private final String main;

        @Unmatched
        private final List<String> arguments = new ArrayList<>();

        LabCommand(String main) {
            this.main = main;
        }

        @Override
        public final Integer call() {
            RotaHome home = RotaHome.locate();
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-javaagent:" + home.tether() + "="
                            + ProcessHandle.current().pid(),
                    "-D" + RotaHome.PROPERTY + "=" + home.root(),
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    home.labClassPath(),
                    main));
            command.addAll(arguments);
            try {
                Process benchmark = new ProcessBuilder(command).inheritIO().start();
                Runtime.getRuntime()
                        .addShutdownHook(
                                Thread.ofPlatform().name("stop-benchmark").unstarted(() -> stop(benchmark)));
                return benchmark.waitFor();
            } catch (IOException e) {
                throw new StackException("Cannot start " + command.getFirst() + ": " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StackException("Interrupted while the benchmark ran.", e);
            }
        }

        /** Ctrl-C reaches both, SIGTERM only this: either way the terminal is given back when all is tidied up. */
        private static void stop(Process benchmark) {
            benchmark.destroy();
            benchmark.onExit().join();
        }
    }
}
