package dev.rota.lab.bench;

import dev.rota.lab.bench.contender.Entrant;
import dev.rota.lab.bench.contender.Figures;
import dev.rota.lab.bench.contender.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a person reads of the results, and what a program does. */
final class Report {

    private static final String NOT_MEASURED = "-";

    private final Results results;
    private final List<String> conditions;

    /**
     * @param results of all runs
     * @param conditions under which they were made, a sentence each
     */
    Report(Results results, List<String> conditions) {
        this.results = results;
        this.conditions = List.copyOf(conditions);
    }

    /** Markdown: a section per scenario, the targets, the guarantees, the conditions, the failures. */
    String toMarkdown() {
        List<String> sections = new ArrayList<>();
        sections.add("# Consumer benchmark");
        for (Scenario scenario : Scenario.values()) {
            if (results.has(scenario)) {
                sections.add("## " + scenario.label() + ": " + scenario.description());
                sections.add(
                        switch (scenario) {
                            case NOOP, ONE_MS, HUNDRED_MS ->
                                throughput(scenario).toString();
                            case MEMORY -> memory().toString();
                            case HOT_KEY -> hotKey().toString();
                        });
                sections.add(targets(scenario).toString());
            }
        }
        sections.add("## Guarantees of the contenders as they ran");
        sections.add(entrants()
                .map(entrant ->
                        "- **" + entrant.label() + "** (" + entrant.description() + "): " + entrant.guarantees() + ".")
                .collect(lines()));
        sections.add("## Conditions");
        sections.add(conditions.stream().map(condition -> "- " + condition).collect(lines()));
        if (!results.failures().isEmpty()) {
            sections.add("## Runs that failed");
            sections.add(
                    results.failures().stream().map(failure -> "- " + failure).collect(lines()));
        }
        return String.join(System.lineSeparator().repeat(2), sections) + System.lineSeparator();
    }

    private static Collector<CharSequence, ?, String> lines() {
        return Collectors.joining(System.lineSeparator());
    }

    private Stream<Entrant> entrants() {
        return results.runs().stream().map(RunRecord::entrant).distinct().sorted();
    }

    private Stream<Entrant> entrants(Scenario scenario) {
        return results.runs().stream()
                .filter(run -> run.scenario() == scenario)
                .map(RunRecord::entrant)
                .distinct()
                .sorted();
    }

    private Table throughput(Scenario scenario) {
        Table table = new Table(
                "contender",
                "records/s",
                "of its ideal",
                "one call, ms",
                "CPU us/record",
                "window, s",
                "beyond commit, most",
                "skipped, most");
        entrants(scenario)
                .forEach(entrant -> table.add(
                        entrant.label(),
                        show("%,.0f", results.median(scenario, entrant, Figures.RECORDS_PER_SECOND)),
                        show(
                                "%.3f",
                                results.medianRatio(
                                        scenario, entrant, Figures.RECORDS_PER_SECOND, Figures.IDEAL_PER_SECOND)),
                        show("%.3f", results.median(scenario, entrant, Figures.HANDLER_MILLIS)),
                        show("%.2f", results.median(scenario, entrant, Figures.CPU_MICROS_PER_RECORD)),
                        show("%.1f", results.median(scenario, entrant, Figures.WINDOW_SECONDS)),
                        show("%,.0f", results.most(scenario, entrant, Figures.BEYOND_COMMIT)),
                        show("%,.0f", results.most(scenario, entrant, Figures.SKIPPED))));
        return table;
    }

    private Table memory() {
        Table table = new Table("contender", "first, MiB", "most, MiB", "last, MiB", "end / beginning");
        entrants(Scenario.MEMORY)
                .forEach(entrant -> table.add(
                        entrant.label(),
                        show("%.1f", results.median(Scenario.MEMORY, entrant, Figures.HEAP_MIB + 1)),
                        show("%.1f", results.median(Scenario.MEMORY, entrant, Figures.HEAP_MAX_MIB)),
                        show("%.1f", results.median(Scenario.MEMORY, entrant, Figures.HEAP_MIB + 10)),
                        show("%.3f", results.median(Scenario.MEMORY, entrant, Figures.HEAP_GROWTH))));
        return table;
    }

    private Table hotKey() {
        Table table = new Table(
                "contender",
                "p50 before, ms",
                "p99 before, ms",
                "p50 stuck, ms",
                "p99 stuck, ms",
                "handled while stuck");
        entrants(Scenario.HOT_KEY)
                .forEach(entrant -> table.add(
                        entrant.label(),
                        show("%.2f", results.median(Scenario.HOT_KEY, entrant, Figures.BASELINE_P50_MILLIS)),
                        show("%.2f", results.median(Scenario.HOT_KEY, entrant, Figures.BASELINE_P99_MILLIS)),
                        show("%.2f", results.median(Scenario.HOT_KEY, entrant, Figures.STUCK_P50_MILLIS)),
                        show("%.2f", results.median(Scenario.HOT_KEY, entrant, Figures.STUCK_P99_MILLIS)),
                        show("%.3f", results.median(Scenario.HOT_KEY, entrant, Figures.HANDLED_WHILE_STUCK))));
        return table;
    }

    private Table targets(Scenario scenario) {
        Table table = new Table("figure, median of the rounds", "target", "reached", "");
        for (Target target : Target.ALL) {
            if (target.scenario() == scenario) {
                OptionalDouble value = target.ratio().apply(results);
                table.add(
                        target.what(),
                        target.bound("%.2f"),
                        show("%.3f", value),
                        value.isEmpty() ? "not measured" : target.isReachedBy(value.getAsDouble()) ? "PASS" : "short");
            }
        }
        return table;
    }

    private static String show(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : NOT_MEASURED;
    }

    /** One line per run, one column per figure. */
    String toCsv() {
        SortedSet<String> names = new TreeSet<>();
        results.runs().forEach(run -> names.addAll(run.figures().values().keySet()));
        List<String> lines = new ArrayList<>();
        lines.add("scenario,round,contender,load"
                + names.stream().map(name -> "," + name).collect(Collectors.joining()));
        for (RunRecord run : results.runs()) {
            lines.add(run.scenario() + "," + run.round() + "," + run.entrant() + "," + run.load()
                    + names.stream()
                            .map(name -> "," + csv(run.figures().get(name)))
                            .collect(Collectors.joining()));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String csv(OptionalDouble value) {
        return value.isPresent() ? Double.toString(value.getAsDouble()) : "";
    }

    /** Writes {@code consumer.md} and {@code consumer.csv} into the folder. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("consumer.md"), toMarkdown());
        Files.writeString(folder.resolve("consumer.csv"), toCsv());
    }
}
