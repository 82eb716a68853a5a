package dev.rota.lab.bench.billing;

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
final class BillingReport {

    private static final String NOT_MEASURED = "-";

    private final Measurements<Scenario, Entrant> results;
    private final List<String> conditions;

    /**
     * @param results of all runs
     * @param conditions under which they were made, a sentence each
     */
    BillingReport(Measurements<Scenario, Entrant> results, List<String> conditions) {
        this.results = results;
        this.conditions = List.copyOf(conditions);
    }

    /** Markdown: a section per scenario with its figures, targets and proof, then the conditions and the failures. */
    String toMarkdown() {
        List<String> sections = new ArrayList<>();
        sections.add("# Billing benchmark");
        for (Scenario scenario : Scenario.values()) {
            if (results.has(scenario)) {
                sections.add("## " + scenario.label() + ": " + scenario.description());
                sections.add(
                        switch (scenario) {
                            case ACCOUNT -> account().toString();
                            case CARD -> card().toString();
                        });
                sections.add(targets(scenario).toString());
                sections.add("Every event billed once, all rounds together:");
                sections.add(proof(scenario).toString());
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

    private Table account() {
        Table table = new Table(
                "who",
                "invoices/s",
                "from the first on",
                "per transaction",
                "CPU us/invoice",
                "database CPU us/invoice",
                "window, s");
        for (Entrant entrant : Entrant.values()) {
            if (results.has(Scenario.ACCOUNT, entrant)) {
                table.add(
                        entrant.label(),
                        median("%,.0f", Scenario.ACCOUNT, entrant, BillingFigures.INVOICES_PER_SECOND),
                        median("%,.0f", Scenario.ACCOUNT, entrant, BillingFigures.COLD_PER_SECOND),
                        median("%,.0f", Scenario.ACCOUNT, entrant, BillingFigures.BATCH),
                        median("%,.1f", Scenario.ACCOUNT, entrant, BillingFigures.CPU_MICROS),
                        median("%,.1f", Scenario.ACCOUNT, entrant, BillingFigures.DATABASE_CPU_MICROS),
                        median("%.1f", Scenario.ACCOUNT, entrant, BillingFigures.WINDOW_SECONDS));
            }
        }
        return table;
    }

    private Table card() {
        Table table = new Table(
                "who",
                "invoices/s",
                "one charge, ms",
                "ideal/s",
                "CPU us/invoice",
                "database CPU us/invoice",
                "window, s");
        table.add(
                Entrant.SERVICE.label(),
                median("%,.0f", Scenario.CARD, Entrant.SERVICE, BillingFigures.INVOICES_PER_SECOND),
                median("%,.1f", Scenario.CARD, Entrant.SERVICE, BillingFigures.CHARGE_MILLIS),
                median("%,.0f", Scenario.CARD, Entrant.SERVICE, BillingFigures.IDEAL_PER_SECOND),
                median("%,.1f", Scenario.CARD, Entrant.SERVICE, BillingFigures.CPU_MICROS),
                median("%,.1f", Scenario.CARD, Entrant.SERVICE, BillingFigures.DATABASE_CPU_MICROS),
                median("%.1f", Scenario.CARD, Entrant.SERVICE, BillingFigures.WINDOW_SECONDS));
        return table;
    }

    private Table targets(Scenario scenario) {
        Table table = new Table("figure, median of the rounds", "target", "reached", "");
        for (BillingTarget target : BillingTarget.ALL) {
            if (target.scenario() == scenario) {
                OptionalDouble value = target.ratio().apply(results);
                table.add(
                        target.what(),
                        String.format(Locale.ROOT, "at least %.2f", target.least()),
                        show("%.3f", value),
                        value.isEmpty() ? "not measured" : value.getAsDouble() >= target.least() ? "PASS" : "short");
            }
        }
        return table;
    }

    private Table proof(Scenario scenario) {
        return switch (scenario) {
            case ACCOUNT -> {
                Table table = new Table("who", "events", "records", "invoices", "missing", "surplus");
                table.add(
                        Entrant.SERVICE.label(),
                        sum(scenario, BillingFigures.EVENTS),
                        sum(scenario, BillingFigures.RECORDS),
                        sum(scenario, BillingFigures.INVOICES),
                        sum(scenario, BillingFigures.MISSING),
                        sum(scenario, BillingFigures.SURPLUS));
                yield table;
            }
            case CARD -> {
                Table table = new Table(
                        "who",
                        "events",
                        "records",
                        "paid invoices",
                        "missing",
                        "surplus",
                        "charges in the ledger",
                        "their requests",
                        "wrong");
                table.add(
                        Entrant.SERVICE.label(),
                        sum(scenario, BillingFigures.EVENTS),
                        sum(scenario, BillingFigures.RECORDS),
                        sum(scenario, BillingFigures.INVOICES),
                        sum(scenario, BillingFigures.MISSING),
                        sum(scenario, BillingFigures.SURPLUS),
                        sum(scenario, BillingFigures.CHARGES),
                        sum(scenario, BillingFigures.CHARGE_REQUESTS),
                        sum(scenario, BillingFigures.WRONG_CHARGES));
                yield table;
            }
        };
    }

    private String median(String format, Scenario scenario, Entrant entrant, String figure) {
        return show(format, results.median(scenario, entrant, figure));
    }

    private String sum(Scenario scenario, String figure) {
        return String.format(Locale.ROOT, "%,.0f", results.sum(scenario, Entrant.SERVICE, figure));
    }

    private static String show(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : NOT_MEASURED;
    }

    /** Writes {@code billing.md} and {@code billing.csv} into the folder. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("billing.md"), toMarkdown());
        Files.writeString(folder.resolve("billing.csv"), results.toCsv());
    }
}
