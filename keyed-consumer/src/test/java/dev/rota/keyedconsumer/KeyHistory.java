package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was handled of sequences {@code 0, 1, 2...}, one for each key, in the order in which it was handled. Safe for
 * all threads.
 *
 * <p>The order of a key is kept if each number follows its predecessor or takes up again at one that was handled
 * before: a replay may go back, but nothing is ever left out (after {@code ProcessOrdering} in LINE's decaton).
 */
final class KeyHistory {

    private final Map<String, List<Integer>> byKey = new TreeMap<>();
    private final Set<String> running = new HashSet<>();
    private int handled;
    private int overlaps;
    private int mostAtOnce;

    /** As a handler: takes a while, during which its key must be its own. */
    void handle(ReceivedRecord<String, String> record, long micros) throws InterruptedException {
        begin(record.key(), Integer.parseInt(record.value()));
        try {
            Thread.sleep(micros / 1_000, (int) (micros % 1_000) * 1_000);
        } finally {
            end(record.key());
        }
    }

    synchronized void begin(String key, int number) {
        overlaps += running.add(key) ? 0 : 1;
        mostAtOnce = Math.max(mostAtOnce, running.size());
        byKey.computeIfAbsent(key, absent -> new ArrayList<>()).add(number);
    }

    synchronized void end(String key) {
        running.remove(key);
        handled++;
    }

    /** How many were handled, replays included. */
    synchronized int handled() {
        return handled;
    }

    synchronized int mostAtOnce() {
        return mostAtOnce;
    }

    synchronized int overlaps() {
        return overlaps;
    }

    /** How many different records were handled. */
    synchronized int different() {
        return byKey.values().stream()
                .mapToInt(numbers -> new HashSet<>(numbers).size())
                .sum();
    }

    /** Each key from 0 to its end, in order, replays tolerated. */
    synchronized void assertComplete(int keys, int each) {
        assertThat(byKey).hasSize(keys);
        byKey.forEach((key, numbers) -> {
            int before = -1;
            for (int number : numbers) {
                assertThat(number).as("%s after %d in %s", key, before, numbers).isLessThanOrEqualTo(before + 1);
                before = number;
            }
            assertThat(numbers).as(key).contains(each - 1);
        });
    }
}
