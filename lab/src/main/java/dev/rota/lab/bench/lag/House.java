package dev.rota.lab.bench.lag;

import dev.rota.lab.bench.DisposableStack;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * A broker with its population, and the monitor beside it.
 *
 * @param population what there is to watch
 * @param stack the broker
 * @param members of some of the groups
 * @param movement of logs and groups
 * @param calls of a bare Admin client
 * @param monitor as it is packaged
 */
record House(
        Population population,
        LocalStack stack,
        Members members,
        Movement movement,
        AdminCalls calls,
        MonitorProcess monitor) {

    /** What is done while all of it is there. */
    @FunctionalInterface
    interface Stay {
        void in(House house) throws IOException, InterruptedException, ExecutionException;
    }

    /**
     * Starts all of it, and ends it afterwards. Ctrl-C ends the processes as well.
     *
     * @param folder receives logs, and the data, which is emptied first and deleted at the end
     * @param jvm options of the monitor's JVM
     * @param settings environment variables of the monitor
     * @param progress is told a sentence now and then
     * @param stay begins when the groups are there and move, and the monitor has sampled them once
     */
    static void open(
            Population population,
            Path folder,
            List<String> jvm,
            Map<String, String> settings,
            Consumer<String> progress,
            Stay stay)
            throws IOException, InterruptedException, ExecutionException {
        try (DisposableStack disposable =
                DisposableStack.start(LocalStack.builder().data(folder.resolve("stack")))) {
            LocalStack stack = disposable.stack();
            new Founding(population, stack.bootstrapServers(), progress).make();
            try (Members members = Members.join(population, stack.bootstrapServers());
                    Movement movement = Movement.start(population, stack.bootstrapServers());
                    AdminCalls calls = new AdminCalls(stack.bootstrapServers());
                    MonitorProcess monitor =
                            MonitorProcess.start(stack, folder.resolve("logs/lag-monitor.log"), jvm, settings)) {
                stay.in(new House(population, stack, members, movement, calls, monitor));
            }
        }
    }

    /** The one broker. */
    Component broker() {
        return stack.kafka().broker(1);
    }
}
