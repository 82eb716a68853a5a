package dev.rota.analytics;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.contracts.CustomerRevenue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Somebody who asks all replicas, one after the other, what customers' orders come to, and remembers what they said. */
final class Questions implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private final Supplier<List<URI>> replicas;
    private final List<String> customers;
    private final List<Answer> answers = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Thread thread;
    private volatile boolean stopped;

    /** An answer; one that is not fresh is a copy's. */
    private record Answer(URI replica, String customer, int status, boolean fresh, String body) {

        boolean isFound() {
            return status == 200;
        }

        /** That nobody can say just now may always be said. */
        boolean isRightAmong(Set<Worth> values, boolean wasFound) {
            return switch (status) {
                case 200 -> values.contains(worth());
                case 404 -> !wasFound;
                case 503 -> true;
                default -> false;
            };
        }

        private Worth worth() {
            try {
                return Worth.of(JSON.readTree(body));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Begins to ask. */
    Questions(Supplier<List<URI>> replicas, List<String> customers) {
        this.replicas = replicas;
        this.customers = customers;
        thread = Thread.ofPlatform().name("questions").start(this::ask);
    }

    private void ask() {
        for (int i = 0; !stopped; i++) {
            String customer = customers.get(i % customers.size());
            for (URI replica : replicas.get()) {
                ask(replica, customer);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    private void ask(URI replica, String customer) {
        HttpRequest question = HttpRequest.newBuilder(replica.resolve("/customers/" + customer + "/revenue"))
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> answer = http.send(question, BodyHandlers.ofString());
            boolean fresh = answer.headers().firstValue("Rota-Records-Behind").isEmpty();
            synchronized (answers) {
                answers.add(new Answer(replica, customer, answer.statusCode(), fresh, answer.body()));
            }
        } catch (IOException e) {
            // It is killed, frozen or not there yet.
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of whom something is known by now. */
    Set<String> found() {
        synchronized (answers) {
            return answers.stream()
                    .filter(Answer::isFound)
                    .map(Answer::customer)
                    .collect(Collectors.toSet());
        }
    }

    /** How often somebody knew. */
    long timesFound() {
        synchronized (answers) {
            return answers.stream().filter(Answer::isFound).count();
        }
    }

    /**
     * What should not have been said: a value that the customer never had, that there is none when there was, or what is no answer.
     *
     * @param revenues all values that each customer ever had
     */
    List<String> wrong(Map<String, List<CustomerRevenue>> revenues) {
        Map<String, Set<Worth>> values = revenues.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().stream().map(Worth::of).collect(Collectors.toSet())));
        Set<String> found = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        synchronized (answers) {
            for (Answer answer : answers) {
                String customer = answer.customer();
                if (!answer.isRightAmong(values.getOrDefault(customer, Set.of()), found.contains(customer))) {
                    wrong.add(answer.toString());
                }
                if (answer.isFound() && answer.fresh()) {
                    found.add(customer);
                }
            }
        }
        return wrong;
    }

    /** Asks no more. */
    void stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
        http.close();
    }
}
