package dev.rota.lab.bench.analytics;

import dev.rota.lab.bench.Measurements;
import dev.rota.lab.bench.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** What a person reads of the results, and what a program does. */
final class Report {

    private static final String NOT_MEASURED = "-";

    private final Measurements<Scenario, Entrant> results;
    private final List<String> conditions;

    /**
     * @param results of all runs
     * @param conditions under which they were made, a sentence each
     */
    Report(Measurements<Scenario, Entrant> results, List<String> conditions) {
        this.results = results;
        this.conditions = List.copyOf(conditions);
    }

    /** Markdown: a section per scenario with its figures, targets and proof, then the conditions and the failures. */
    String toMarkdown() {
        List<String> sections = new ArrayList<>();
        sections.add("# Analytics benchmark");
        for (Scenario scenario : Scenario.values()) {
            if (results.has(scenario)) {
                sections.add("## " + scenario.label() + ": " + scenario.description());
                sections.add(
                        switch (scenario) {
                            case THROUGHPUT -> throughput().toString();
                            case LATENCY -> latency().toString();
                            case RESTORE -> restore().toString();
                            case FAIL_OVER -> failOver().toString();
                        });
                if (Target.ALL.stream().anyMatch(target -> target.scenario() == scenario)) {
                    sections.add(targets(scenario).toString());
                }
            }
        }
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

    private Table throughput() {
        Table table = new Table(
                "who",
                "order events/s",
                "window, s",
                "CPU us/event",
                "broker CPU us/event",
                "written records/event",
                "events, all rounds",
                "records",
                "wrong");
        for (Entrant entrant : Entrant.values()) {
            if (results.has(Scenario.THROUGHPUT, entrant)) {
                table.add(
                        entrant.label(),
                        median("%,.0f", Scenario.THROUGHPUT, entrant, Figures.EVENTS_PER_SECOND),
                        median("%.1f", Scenario.THROUGHPUT, entrant, Figures.WINDOW_SECONDS),
                        median("%.1f", Scenario.THROUGHPUT, entrant, Figures.CPU_MICROS),
                        median("%.1f", Scenario.THROUGHPUT, entrant, Figures.BROKER_CPU_MICROS),
                        median("%.2f", Scenario.THROUGHPUT, entrant, Figures.WRITTEN),
                        sum(Scenario.THROUGHPUT, entrant, Figures.EVENTS),
                        sum(Scenario.THROUGHPUT, entrant, Figures.RECORDS),
                        sum(Scenario.THROUGHPUT, entrant, Figures.WRONG));
            }
        }
        return table;
    }

    private Table latency() {
        Table table = new Table("output", "caused by", "hops", "timed", "p50, ms", "p99, ms", "longest, ms");
        for (Output output : Output.values()) {
            table.add(
                    output.topic(),
                    output.cause(),
                    Integer.toString(output.hops()),
                    sum(Scenario.LATENCY, Entrant.EXACTLY_ONCE, Figures.count(output)),
                    median("%.0f", Scenario.LATENCY, Entrant.EXACTLY_ONCE, Figures.p50(output)),
                    median("%.0f", Scenario.LATENCY, Entrant.EXACTLY_ONCE, Figures.p99(output)),
                    median("%.0f", Scenario.LATENCY, Entrant.EXACTLY_ONCE, Figures.longest(output)));
        }
        table.add(
                "revenue-per-minute",
                "a minute that is over, and its grace",
                "1",
                NOT_MEASURED,
                NOT_MEASURED,
                NOT_MEASURED,
                NOT_MEASURED);
        return table;
    }

    private Table restore() {
        Table table = new Table(
                "keys of the largest store",
                "records of all stores",
                "restore, s",
                "records/s",
                "MB/s",
                "start to ready, s",
                "wrong");
        table.add(
                median("%,.0f", Scenario.RESTORE, Entrant.EXACTLY_ONCE, Figures.KEYS),
                median("%,.0f", Scenario.RESTORE, Entrant.EXACTLY_ONCE, Figures.CHANGELOG_RECORDS),
                median("%.1f", Scenario.RESTORE, Entrant.EXACTLY_ONCE, Figures.RESTORE_SECONDS),
                median("%,.0f", Scenario.RESTORE, Entrant.EXACTLY_ONCE, Figures.RESTORED_PER_SECOND),
                median("%.1f", Scenario.RESTORE, Entrant.EXACTLY_ONCE, Figures.RESTORED_MB_PER_SECOND),
                median("%.1f", Scenario.RESTORE, Entrant.EXACTLY_ONCE, Figures.READY_SECONDS),
                sum(Scenario.RESTORE, Entrant.EXACTLY_ONCE, Figures.WRONG));
        return table;
    }

    private Table failOver() {
        Table table = new Table(
                "who",
                "first answer, ms",
                "by a new owner, s",
                "fed records/s",
                "questions, all rounds",
                "refused",
                "wrong");
        for (Entrant entrant : Entrant.values()) {
            if (results.has(Scenario.FAIL_OVER, entrant)) {
                table.add(
                        entrant.label(),
                        median("%,.0f", Scenario.FAIL_OVER, entrant, Figures.FIRST_ANSWER_MILLIS),
                        median("%.1f", Scenario.FAIL_OVER, entrant, Figures.NEW_OWNER_SECONDS),
                        median("%,.0f", Scenario.FAIL_OVER, entrant, Figures.FED_PER_SECOND),
                        sum(Scenario.FAIL_OVER, entrant, Figures.QUESTIONS),
                        sum(Scenario.FAIL_OVER, entrant, Figures.REFUSED),
                        sum(Scenario.FAIL_OVER, entrant, Figures.WRONG));
            }
        }
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

    private String sum(Scenario scenario, Entrant entrant, String figure) {
        return String.format(Locale.ROOT, "%,.0f", results.sum(scenario, entrant, figure));
    }

    private static String show(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : NOT_MEASURED;
    }

    /** Writes {@code analytics.md} and {@code analytics.csv} into the folder. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("analytics.md"), toMarkdown());
        Files.writeString(folder.resolve("analytics.csv"), results.toCsv());
    }
}
