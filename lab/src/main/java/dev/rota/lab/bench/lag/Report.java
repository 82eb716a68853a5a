package dev.rota.lab.bench.lag;

import dev.rota.lab.bench.Measurements;
import dev.rota.lab.bench.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a person reads of the results, and what a program does. */
final class Report {

    private static final String NOT_MEASURED = "-";

    private final Measurements<Scenario, Entrant> results;
    private final List<String> conditions;

    /**
     * @param results of all turns
     * @param conditions under which they were taken, a sentence each
     */
    Report(Measurements<Scenario, Entrant> results, List<String> conditions) {
        this.results = results;
        this.conditions = List.copyOf(conditions);
    }

    /** Markdown: a section per scenario with its figures and targets, then who is who, the conditions and the failures. */
    String toMarkdown() {
        List<String> sections = new ArrayList<>();
        sections.add("# Lag benchmark");
        for (Scenario scenario : Scenario.values()) {
            if (results.has(scenario)) {
                sections.add(String.format(
                        Locale.ROOT,
                        "## %s: %,d groups of %d partitions",
                        scenario,
                        scenario.groups(),
                        scenario.partitions()));
                sections.add(passes(scenario).toString());
                sections.add(monitor(scenario).toString());
                sections.add(targets(scenario).toString());
            }
        }
        sections.add("## Who is who");
        sections.add(list(Stream.of(Entrant.values())
                .map(entrant -> "**" + entrant.label() + "**: " + entrant.description() + ".")));
        sections.add("## Conditions");
        sections.add(list(conditions.stream()));
        if (!results.failures().isEmpty()) {
            sections.add("## Turns that failed");
            sections.add(list(results.failures().stream()));
        }
        return String.join(System.lineSeparator().repeat(2), sections) + System.lineSeparator();
    }

    private static String list(Stream<String> items) {
        return items.map(item -> "- " + item).collect(Collectors.joining(System.lineSeparator()));
    }

    private Table passes(Scenario scenario) {
        Table table = new Table("who", "once over all groups, s", "/ raw, within a round");
        for (Entrant entrant : List.of(Entrant.MONITOR, Entrant.RAW, Entrant.NAIVE)) {
            if (results.has(scenario, entrant)) {
                table.add(
                        entrant.label(),
                        show("%.3f", results.median(scenario, entrant, Figures.SECONDS)),
                        show("%.2f", results.medianRatio(scenario, entrant, Entrant.RAW, Figures.SECONDS)));
            }
        }
        return table;
    }

    private Table monitor(Scenario scenario) {
        Table table = new Table(
                "evaluation, us/partition",
                "advice and rules, s/100k",
                "CPU s/tick",
                "pauses s/tick",
                "live heap, MiB",
                "after a day, MiB",
                "scrape, s",
                "series",
                "MB");
        table.add(
                median("%.2f", scenario, Entrant.MONITOR, Figures.EVALUATION_MICROS),
                median("%.3f", scenario, Entrant.MONITOR, Figures.ADVICE_SECONDS),
                median("%.2f", scenario, Entrant.MONITOR, Figures.CPU_SECONDS),
                median("%.3f", scenario, Entrant.MONITOR, Figures.PAUSE_SECONDS),
                median("%.0f", scenario, Entrant.MONITOR, Figures.LIVE_MIB),
                median("%.0f", scenario, Entrant.MONITOR, Figures.LIVE_AFTER_A_DAY_MIB),
                median("%.3f", scenario, Entrant.SCRAPE, Figures.SECONDS),
                median("%,.0f", scenario, Entrant.SCRAPE, Figures.SERIES),
                median("%.1f", scenario, Entrant.SCRAPE, Figures.MEGABYTES));
        return table;
    }

    private Table targets(Scenario scenario) {
        Table table = new Table("figure, median of the rounds", "target", "reached", "");
        for (Target target : Target.ALL) {
            if (target.scenario() == scenario) {
                OptionalDouble value = target.figure().apply(results);
                table.add(
                        target.what(),
                        target.boundInWords(),
                        show("%.3f", value),
                        value.isEmpty() ? "not measured" : target.isReachedBy(value.getAsDouble()) ? "PASS" : "short");
            }
        }
        return table;
    }

    private String median(String format, Scenario scenario, Entrant entrant, String figure) {
        return show(format, results.median(scenario, entrant, figure));
    }

    private static String show(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : NOT_MEASURED;
    }

    /** Writes {@code lag.md} and {@code lag.csv} into the folder. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("lag.md"), toMarkdown());
        Files.writeString(folder.resolve("lag.csv"), results.toCsv());
    }
}
