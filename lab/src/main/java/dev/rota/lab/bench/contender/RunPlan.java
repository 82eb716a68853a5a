package dev.rota.lab.bench.contender;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one run is to do. It travels to the child as arguments {@code name=value}.
 *
 * @param entrant who runs
 * @param scenario what it is put through
 * @param bootstrapServers the broker
 * @param topic what it reads; loaded, or empty for the hot key
 * @param group its consumer group, new to the broker
 * @param records how many records the loaded topic holds
 * @param warmUp from the first record until counting begins, or until half the topic is read
 * @param window how long is counted, or until nearly all of the topic is read
 * @param hotKeyBlock how long the hot key is stuck
 * @param ratePerSecond how many records per second are produced around the hot key
 * @param clientSettings Kafka consumer settings that every contender gets
 */
public record RunPlan(
        Entrant entrant,
        Scenario scenario,
        String bootstrapServers,
        String topic,
        String group,
        long records,
        Duration warmUp,
        Duration window,
        Duration hotKeyBlock,
        int ratePerSecond,
        Map<String, String> clientSettings) {

    private static final String CLIENT = "client.";

    public RunPlan {
        clientSettings = Map.copyOf(clientSettings);
    }

    /** The plan as {@link #parse} reads it. */
    public List<String> toArguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "entrant=" + entrant.label(),
                "scenario=" + scenario.label(),
                "bootstrapServers=" + bootstrapServers,
                "topic=" + topic,
                "group=" + group,
                "records=" + records,
                "warmUp=" + warmUp,
                "window=" + window,
                "hotKeyBlock=" + hotKeyBlock,
                "ratePerSecond=" + ratePerSecond));
        clientSettings.forEach((name, value) -> arguments.add(CLIENT + name + "=" + value));
        return arguments;
    }

    /**
     * Reads what {@link #toArguments} wrote.
     *
     * @throws IllegalArgumentException if an argument is not of that form
     * @throws NullPointerException if one is missing; the message names it
     */
    public static RunPlan parse(String... arguments) {
        Map<String, String> plan = new TreeMap<>();
        Map<String, String> client = new TreeMap<>();
        for (String argument : arguments) {
            int split = argument.indexOf('=');
            if (split < 0) {
                throw new IllegalArgumentException(argument + " is not of the form name=value");
            }
            String name = argument.substring(0, split);
            String value = argument.substring(split + 1);
            if (name.startsWith(CLIENT)) {
                client.put(name.substring(CLIENT.length()), value);
            } else {
                plan.put(name, value);
            }
        }
        return new RunPlan(
                Entrant.of(required(plan, "entrant")),
                Scenario.of(required(plan, "scenario")),
                required(plan, "bootstrapServers"),
                required(plan, "topic"),
                required(plan, "group"),
                Long.parseLong(required(plan, "records")),
                Duration.parse(required(plan, "warmUp")),
                Duration.parse(required(plan, "window")),
                Duration.parse(required(plan, "hotKeyBlock")),
                Integer.parseInt(required(plan, "ratePerSecond")),
                client);
    }

    private static String required(Map<String, String> plan, String name) {
        return requireNonNull(plan.get(name), name);
    }
}
