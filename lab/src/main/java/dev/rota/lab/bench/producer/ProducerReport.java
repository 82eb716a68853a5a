package dev.rota.lab.bench.producer;

import dev.rota.lab.bench.Measurements;
import dev.rota.lab.bench.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a person reads of the results, and what a program does. */
final class ProducerReport {

    private final Measurements<Scenario, Entrant> runs;
    private final List<String> conditions;

    /** @param conditions under which the runs were made, a sentence each */
    ProducerReport(Measurements<Scenario, Entrant> runs, List<String> conditions) {
        this.runs = runs;
        this.conditions = List.copyOf(conditions);
    }

    /** Markdown: a section per scenario with its figures and targets, then who is who, the conditions and the failures. */
    String toMarkdown() {
        List<String> sections = new ArrayList<>();
        sections.add("# Producer benchmark");
        for (Scenario scenario : Scenario.values()) {
            if (runs.has(scenario)) {
                sections.add("## " + scenario.label() + ": " + scenario.description());
                sections.add(
                        switch (scenario) {
                            case REQUESTS, NDJSON -> throughput(scenario).toString();
                            case LATENCY -> latency().toString();
                        });
                sections.add(targets(scenario).toString());
            }
        }
        sections.add("## Who is who");
        sections.add(list(Stream.of(Scenario.values())
                .flatMap(scenario -> scenario.entrants().stream().filter(entrant -> runs.has(scenario, entrant)))
                .map(entrant -> "**" + entrant.label() + "**: " + entrant.description() + ".")));
        sections.add("## Conditions");
        sections.add(list(conditions.stream()));
        if (!runs.failures().isEmpty()) {
            sections.add("## Runs that failed");
            sections.add(list(runs.failures().stream()));
        }
        return String.join(System.lineSeparator().repeat(2), sections) + System.lineSeparator();
    }

    private static String list(Stream<String> items) {
        return items.map(item -> "- " + item).collect(Collectors.joining(System.lineSeparator()));
    }

    private Table throughput(Scenario scenario) {
        Table table = new Table("who", "per second", "of its processor", "bytes per record", "missing");
        forEach(
                scenario,
                (entrant, of) -> table.add(
                        entrant.label(),
                        show("%,.0f", of.median(ProducerFigures.PER_SECOND)),
                        show("%.2f", of.median(ProducerFigures.BUSY)),
                        show("%.0f", of.median(ProducerFigures.RECORD_BYTES)),
                        show("%.0f", of.median(ProducerFigures.MISSING))));
        return table;
    }

    private Table latency() {
        Table table = new Table("who", "due per second", "p50, ms", "p99, ms", "p99.9, ms");
        forEach(
                Scenario.LATENCY,
                (entrant, of) -> table.add(
                        entrant.label(),
                        show("%,.0f", of.median(ProducerFigures.RATE)),
                        show("%.2f", of.median(ProducerFigures.P50_MILLIS)),
                        show("%.2f", of.median(ProducerFigures.P99_MILLIS)),
                        show("%.2f", of.median(ProducerFigures.P999_MILLIS))));
        return table;
    }

    /** The median of a figure by its name. */
    @FunctionalInterface
    private interface Medians {
        OptionalDouble median(String figure);
    }

    private void forEach(Scenario scenario, BiConsumer<Entrant, Medians> row) {
        for (Entrant entrant : scenario.entrants()) {
            if (runs.has(scenario, entrant)) {
                row.accept(entrant, figure -> runs.median(scenario, entrant, figure));
            }
        }
    }

    private Table targets(Scenario scenario) {
        Table table = new Table("figure, median of the rounds", "target", "reached", "");
        for (ProducerTarget target : ProducerTarget.ALL) {
            if (target.scenario() == scenario) {
                OptionalDouble value = target.reached(runs);
                table.add(
                        target.what(),
                        target.boundInWords(),
                        show("%.3f", value),
                        value.isEmpty() ? "not measured" : target.isReachedBy(value.getAsDouble()) ? "PASS" : "short");
            }
        }
        return table;
    }

    private static String show(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "-";
    }

    /** Writes {@code producer.md} and {@code producer.csv} into the folder. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("producer.md"), toMarkdown());
        Files.writeString(folder.resolve("producer.csv"), runs.toCsv());
    }
}
