package dev.rota.lab.bench.contender;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Who is measured, and what each gives for its speed: a figure without its guarantee compares nothing. */
public enum Entrant {
    RAW(
            "raw",
            "KafkaConsumer, poll loop",
            false,
            "one thread, so no handlers side by side; order per partition; at least once, commits each second what it has polled"
                    + " and handled; a slow handler ends the membership"),
    KEYED(
            "keyed",
            "keyed-consumer",
            false,
            "handlers side by side on virtual threads; order per key; at least once, commits each second the first offset not"
                    + " done; retries, dead letters, bounded buffer, drains when revoked"),
    PARALLEL_CONSUMER(
            "parallel-consumer",
            "io.confluent.parallelconsumer, KEY",
            true,
            "handlers side by side on platform threads; order per key; at least once, commits each second, with the records done"
                    + " beyond the offset in its metadata; retries"),
    SMALLRYE(
            "smallrye",
            "SmallRye, throttled.ordered=key",
            true,
            "handlers side by side on platform threads; order per key; at least once, commits each second the first offset not"
                    + " done; does not wait for work in flight when revoked");

    private final String label;
    private final String description;
    private final boolean guest;
    private final String guarantees;

    Entrant(String label, String description, boolean guest, String guarantees) {
        this.label = label;
        this.description = description;
        this.guest = guest;
        this.guarantees = guarantees;
    }

    /**
     * Finds an entrant by its label.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static Entrant of(String label) {
        return Arrays.stream(values())
                .filter(entrant -> entrant.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no contender " + label + "; there are "
                        + Arrays.stream(values()).map(Entrant::label).collect(Collectors.joining(", "))));
    }

    /** Its name on the command line and in results. */
    public String label() {
        return label;
    }

    /** Which library, in which mode. */
    public String description() {
        return description;
    }

    /** Whether its library is not the house's own, and so lies in the contenders' folder. */
    public boolean guest() {
        return guest;
    }

    /** What it promises to those who use it as it is measured here. */
    public String guarantees() {
        return guarantees;
    }

    @Override
    public String toString() {
        return label;
    }
}
