package dev.rota.lab.bench.contender;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Main class of a child: does what its arguments say, and prints one line with what it measured. */
public final class ContenderProcess {

    private ContenderProcess() {}

    /**
     * Runs to the end; anything thrown ends the process with code 1 and the trace in its log.
     *
     * @param arguments {@link RunPlan#toArguments}
     */
    @SuppressWarnings("CatchAndPrintStackTrace") // standard error is the log
    public static void main(String[] arguments) {
        int code = 1;
        try {
            RunPlan plan = RunPlan.parse(arguments);
            System.out.println(run(plan).toLine());
            code = 0;
        } catch (Throwable thrown) {
            thrown.printStackTrace();
        } finally {
            // Libraries leave threads behind that are no daemons.
            System.exit(code);
        }
    }

    private static Figures run(RunPlan plan) throws Exception {
        return switch (plan.scenario()) {
            case NOOP, ONE_MS, HUNDRED_MS -> ThroughputRun.measure(plan);
            case MEMORY -> MemoryRun.measure(plan);
            case HOT_KEY -> HotKeyRun.measure(plan);
        };
    }

    static Contender contender(RunPlan plan) {
        return switch (plan.entrant()) {
            case RAW -> new RawLoop();
            case KEYED -> new KeyedEngine();
            case PARALLEL_CONSUMER -> new ParallelConsumerEngine();
            case SMALLRYE -> new SmallRyeChannel();
        };
    }

    /** The same for all; what is not here is Kafka's default. */
    static Contender.Assignment assignment(RunPlan plan) {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", plan.bootstrapServers());
        client.put("group.id", plan.group());
        client.put("auto.offset.reset", "earliest");
        client.put("isolation.level", "read_committed");
        client.put("key.deserializer", StringDeserializer.class.getName());
        client.put("value.deserializer", ByteArrayDeserializer.class.getName());
        client.putAll(plan.clientSettings());
        return new Contender.Assignment(
                plan.topic(),
                plan.group(),
                client,
                plan.scenario().workers(),
                plan.scenario().buffer());
    }
}
