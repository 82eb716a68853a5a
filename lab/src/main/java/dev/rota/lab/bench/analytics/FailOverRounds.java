package dev.rota.lab.bench.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.localstack.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Rounds of killing one of two replicas, while other customers' orders come in. The other is asked for a customer that the killed one had, one question after the other,
 * until it answers as the new owner.
 */
final class FailOverRounds {

    private static final String STORE = LoopState.REVENUE;

    /** A header of those answers that a copy gave. */
    private static final String BEHIND = "Rota-Records-Behind";

    private static final int PARTITIONS = 6;
    private static final int ORDERS = 5_000;

    /** So many records of the feed there are before anything is killed: some two seconds' worth. */
    private static final int FED = 400;

    /** A copy lacks no more than markers of transactions. */
    private static final int WARM = 20;

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration WARM_WITHIN = Duration.ofMinutes(2);

    /** Beyond any session. */
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofMinutes(2);

    private final House house;
    private final Optional<Duration> session;
    private int runs;

    /**
     * @param session after how long without a sign of life a member is given up; the service's own if there is none
     */
    FailOverRounds(House house, Optional<Duration> session) {
        this.house = house;
        this.session = session;
    }

    /** What comes of it in a round. */
    Map<String, Double> run(Entrant entrant) throws InterruptedException, ExecutionException, IOException {
        house.emptyTopics();
        String group = "fail-over-" + ++runs;
        Map<String, String> settings = new HashMap<>();
        settings.put("ROTA_ANALYTICS_STATIC_MEMBERSHIP", Boolean.toString(entrant == Entrant.STATIC));
        session.ifPresent(timeout -> settings.put("ROTA_ANALYTICS_SESSION_TIMEOUT", timeout.toString()));
        List<House.Replica> replicas = house.start(group, 2, settings);
        try (Backlog backlog = new Backlog(house.stack(), ORDERS);
                Drain drain = new Drain(house.bootstrapServers(), group, ThroughputRounds.topics(group))) {
            backlog.write(ORDERS);
            backlog.release();
            drain.await(backlog.released());
            House.Replica owner = replicas.getFirst();
            House.Replica other = replicas.getLast();
            int partition = awaitWarm(owner, other);
            String customer = customerIn(partition);
            try (Feed feed = new Feed(house.stack(), ORDERS, customer)) {
                return killAndAsk(
                        owner, other, customer, backlog.expected().revenue().getOrDefault(customer, Map.of()), feed);
            }
        } finally {
            house.stop();
        }
    }

    /** Waits until the other has a warm copy of all that the owner has; one of the owner's partitions. */
    private static int awaitWarm(House.Replica owner, House.Replica other) throws InterruptedException {
        long deadline = System.nanoTime() + WARM_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            Set<Integer> owned = partitions(owner.answer("/state"), "active");
            JsonNode state = other.answer("/state");
            Set<Integer> all = new HashSet<>(owned);
            all.addAll(partitions(state, "active"));
            if (!owned.isEmpty()
                    && all.size() == PARTITIONS
                    && partitions(state, "standby").containsAll(owned)) {
                return owned.iterator().next();
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
        throw new StackException("The standbys are not warm within " + WARM_WITHIN + ".");
    }

    private static Set<Integer> partitions(JsonNode state, String role) {
        Set<Integer> partitions = new HashSet<>();
        for (JsonNode store : state.get("stores")) {
            if (store.get("store").asText().equals(STORE)
                    && store.get("role").asText().equals(role)
                    && store.get("lag").asLong() <= WARM) {
                partitions.add(store.get("partition").asInt());
            }
        }
        return partitions;
    }

    private String customerIn(int partition) {
        Map<Integer, String> customers = new HashMap<>();
        Outputs.read(
                house.bootstrapServers(), STORE, record -> customers.putIfAbsent(record.partition(), record.key()));
        String customer = customers.get(partition);
        if (customer == null) {
            throw new StackException("No customer is in partition " + partition + ".");
        }
        return customer;
    }

    private static Map<String, Double> killAndAsk(
            House.Replica owner, House.Replica other, String customer, Map<String, BigDecimal> expected, Feed feed)
            throws InterruptedException {
        Map<String, Double> figures = new TreeMap<>();
        String path = "/customers/" + customer + "/revenue";
        // The other is warm as well, and asks the owner, who has something to do.
        for (int question = 0; question < 100 || feed.stored() < FED; question++) {
            other.answer(path);
        }
        long questions = 0;
        long refused = 0;
        long wrong = 0;
        long fedBefore = feed.stored();
        long begin = System.nanoTime();
        owner.kill();
        while (!figures.containsKey(Figures.NEW_OWNER_SECONDS)) {
            if (System.nanoTime() - begin > TAKEN_OVER_WITHIN.toNanos()) {
                throw new StackException("Nobody takes the customer over within " + TAKEN_OVER_WITHIN + ".");
            }
            questions++;
            try {
                HttpResponse<String> answer = other.ask(path);
                double millis = (System.nanoTime() - begin) / 1e6;
                if (answer.statusCode() == 200) {
                    figures.putIfAbsent(Figures.FIRST_ANSWER_MILLIS, millis);
                    if (answer.headers().firstValue(BEHIND).isEmpty()) {
                        figures.put(Figures.NEW_OWNER_SECONDS, millis / 1e3);
                    }
                    wrong += totals(other.parse(answer.body())).equals(expected) ? 0 : 1;
                } else {
                    refused++;
                    // Only an owner who cannot say yet is excused.
                    wrong += answer.statusCode() == 503 ? 0 : 1;
                }
            } catch (UncheckedIOException _) {
                refused++;
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
        figures.put(Figures.FED_PER_SECOND, (feed.stored() - fedBefore) / ((System.nanoTime() - begin) / 1e9));
        figures.put(Figures.QUESTIONS, (double) questions);
        figures.put(Figures.REFUSED, (double) refused);
        figures.put(Figures.WRONG, (double) wrong);
        return figures;
    }

    private static Map<String, BigDecimal> totals(JsonNode revenue) {
        Map<String, BigDecimal> totals = new HashMap<>();
        for (JsonNode total : revenue.get("totals")) {
            totals.put(
                    total.get("currency").asText(),
                    total.get("revenue").decimalValue().setScale(4));
        }
        return totals;
    }
}
