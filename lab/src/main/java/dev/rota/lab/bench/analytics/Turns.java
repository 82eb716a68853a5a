package dev.rota.lab.bench.analytics;

import dev.rota.lab.bench.Measurements;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Measures in turns. What goes wrong in one turn is a failure of that turn: those after it are taken all the same. */
final class Turns {

    private final Measurements<Scenario, Entrant> results;
    private final PrintWriter out;

    /** What is measured in one turn. */
    @FunctionalInterface
    interface Turn {
        Map<String, Double> measure() throws IOException, InterruptedException, ExecutionException;
    }

    /**
     * @param results receives failures, a sentence each
     * @param out is told of them
     */
    Turns(Measurements<Scenario, Entrant> results, PrintWriter out) {
        this.results = results;
        this.out = out;
    }

    /**
     * Takes a turn.
     *
     * @param name of the turn, for people
     * @return what was measured; empty if it failed
     */
    Optional<Map<String, Double>> take(String name, Turn turn) throws InterruptedException {
        try {
            return Optional.of(proven(turn.measure()));
        } catch (StackException e) {
            fail(name, String.valueOf(e.getMessage()));
        } catch (IOException | ExecutionException | RuntimeException e) {
            fail(name, e.toString());
            // Nobody has thought of it: the sentence alone does not say where it comes from.
            e.printStackTrace(out);
        }
        return Optional.empty();
    }

    private void fail(String name, String why) {
        results.addFailure(name + ": " + why);
        out.println("  " + name + "  FAILED: " + why);
        out.flush();
    }

    /**
     * The same figures.
     *
     * @throws StackException if something came out wrong: how fast it did is no figure then
     */
    static Map<String, Double> proven(Map<String, Double> figures) {
        double wrong = figures.getOrDefault(Figures.WRONG, 0.0);
        if (wrong > 0) {
            throw new StackException(
                    String.format(Locale.ROOT, "%,.0f outputs or answers are not what they have to be.", wrong));
        }
        return figures;
    }
}
