package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Ledger, lanes and dispatcher through random histories of one partition, step by step against the plainest reference:
 * which records are open, hence which one of each key must be in a handler, and what may be committed.
 */
class EngineModelTest {

    private static final int KEYS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What may happen next. Where {@code which} counts records in handlers, it goes round. */
    sealed interface Step {
        record Poll(List<Integer> keys) implements Step {}

        record Complete(int which) implements Step {}

        record FailAndRetry(int which) implements Step {}

        record FailForGood(int which) implements Step {}

        record CompleteStale(int which) implements Step {}

        record Commit(boolean accepted) implements Step {}

        record Revoke(boolean accepted) implements Step {}

        record Lose() implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Integer> which = Arbitraries.integers().between(0, 20);
        // Key number KEYS stands for no key.
        Arbitrary<Step> poll = Arbitraries.integers()
                .between(0, KEYS)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(Step.Poll::new);
        Arbitrary<Boolean> accepted = Arbitraries.of(true, true, false);
        return Arbitraries.<Step>frequencyOf(
                        Tuple.of(5, poll),
                        Tuple.of(10, which.map(Step.Complete::new)),
                        Tuple.of(3, which.map(Step.FailAndRetry::new)),
                        Tuple.of(2, which.map(Step.FailForGood::new)),
                        Tuple.of(2, which.map(Step.CompleteStale::new)),
                        Tuple.of(3, accepted.map(Step.Commit::new)),
                        Tuple.of(1, accepted.map(Step.Revoke::new)),
                        Tuple.of(1, Arbitraries.just(new Step.Lose())))
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    void theEngineDoesWhatTheReferenceSays(@ForAll("histories") List<Step> history) {
        try (Trial trial = new Trial()) {
            for (Step step : history) {
                trial.take(step);
                trial.check();
            }
        }
    }

    /** The verdict of the test over a record in a handler. */
    private static final class Sentence extends Exception {

        private final Verdict verdict;

        private Sentence(Verdict verdict) {
            this.verdict = verdict;
        }
    }

    /** A record in a handler, until the test lets go of it. */
    private record Call(int assignment, long offset, int attempt, CompletableFuture<@Nullable Sentence> end) {}

    /** What can be seen of an engine between two steps. */
    private record Sight(
            Set<String> inHandlers, long committable, int open, long doneBeyond, long committed, int deadLetters) {}

    /** One engine and the reference beside it. */
    private static final class Trial implements AutoCloseable {

        private final List<Call> calls = new CopyOnWriteArrayList<>();
        private final EngineRig rig = new EngineRig(
                64,
                PATIENCE,
                failure -> failure.cause() instanceof Sentence sentence ? sentence.verdict : Verdict.poison("test"),
                this::handle);

        // The reference: the broker's side, then the present assignment's.
        private long onBroker = 0;
        private int deadLetters;
        private boolean assigned;
        private int assignment;
        private boolean polled;
        private long position;
        private long committed;
        private final SortedMap<Long, String> open = new TreeMap<>();
        private final Map<Long, Integer> attempts = new TreeMap<>();
        private final Set<Long> done = new TreeSet<>();

        private void handle(ReceivedRecord<String, String> record) throws Exception {
            int generation = record.headers().lastHeader(EngineRig.ASSIGNMENT).value()[0];
            Call call = new Call(generation, record.offset(), record.attempt(), new CompletableFuture<>());
            calls.add(call);
            @Nullable Sentence sentence = call.end().get();
            calls.remove(call);
            if (sentence != null) {
                throw sentence;
            }
        }

        void take(Step step) {
            switch (step) {
                case Step.Poll(List<Integer> keys) -> poll(keys);
                case Step.Complete(int which) -> end(which, null);
                case Step.FailAndRetry(int which) -> end(which, new Sentence(Verdict.retry(Duration.ZERO)));
                case Step.FailForGood(int which) -> end(which, new Sentence(Verdict.poison("test")));
                case Step.CompleteStale(int which) -> endStale(which);
                case Step.Commit(boolean accepted) -> commit(accepted);
                case Step.Revoke(boolean accepted) -> revoke(accepted);
                case Step.Lose() -> lose();
            }
        }

        private void poll(List<Integer> keys) {
            if (!assigned) {
                assigned = true;
                assignment++;
                polled = false;
                committed = -1;
                position = onBroker;
                rig.assign();
            }
            @Nullable String[] names = new String[keys.size()];
            long first = position;
            for (int i = 0; i < names.length; i++) {
                names[i] = keys.get(i) == KEYS ? null : "key-" + keys.get(i);
                open.put(position, names[i] == null ? "none-" + position : names[i]);
                attempts.put(position, 1);
                position++;
            }
            polled = true;
            rig.poll(first, names);
        }

        private void end(int which, @Nullable Sentence sentence) {
            List<Long> heads = List.copyOf(heads());
            if (heads.isEmpty()) {
                return;
            }
            long offset = heads.get(which % heads.size());
            Call call = calls.stream()
                    .filter(candidate -> candidate.assignment() == assignment && candidate.offset() == offset)
                    .findFirst()
                    .orElseThrow();
            if (sentence != null && sentence.verdict instanceof Verdict.Retry) {
                attempts.merge(offset, 1, Integer::sum);
            } else {
                deadLetters += sentence == null ? 0 : 1;
                open.remove(offset);
                done.add(offset);
            }
            call.end().complete(sentence);
        }

        /** The first open record of each key. */
        private Set<Long> heads() {
            Set<String> keys = new HashSet<>();
            Set<Long> heads = new TreeSet<>();
            open.forEach((offset, key) -> {
                if (keys.add(key)) {
                    heads.add(offset);
                }
            });
            return heads;
        }

        private void endStale(int which) {
            List<Call> stale = calls.stream()
                    .filter(call -> call.assignment() != assignment || !assigned)
                    .toList();
            if (!stale.isEmpty()) {
                stale.get(which % stale.size()).end().complete(null);
            }
        }

        private void commit(boolean accepted) {
            rig.kafka.refusesCommits = !accepted;
            rig.committer.commitNow(rig.ownership.assignments(), PATIENCE);
            if (assigned && accepted && polled) {
                committed = committable();
                onBroker = committed;
            }
        }

        private long committable() {
            return open.isEmpty() ? position : open.firstKey();
        }

        private void revoke(boolean accepted) {
            if (!assigned) {
                return;
            }
            rig.kafka.refusesCommits = !accepted;
            PartitionAssignment leaving = rig.assignment();
            Thread handlers = Thread.ofVirtual().start(() -> {
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(leaving.handOut()::isStopped);
                while (!leaving.isReleased()) {
                    calls.stream()
                            .filter(call -> call.assignment() == assignment)
                            .forEach(call -> call.end().complete(null));
                    Thread.onSpinWait();
                }
            });

            rig.revoke();

            join(handlers);
            // Whatever lies below the highest record that had begun is finished, the rest never begins.
            Set<Long> begun = new TreeSet<>(heads());
            begun.addAll(done);
            long line = begun.stream().mapToLong(Long::longValue).max().orElse(-1);
            open.keySet().removeIf(offset -> offset <= line);
            if (accepted && polled) {
                onBroker = committable();
            }
            forget();
        }

        private void lose() {
            if (assigned) {
                rig.lose();
                forget();
            }
        }

        private void forget() {
            assigned = false;
            open.clear();
            attempts.clear();
            done.clear();
        }

        void check() {
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .untilAsserted(() -> assertThat(sight()).isEqualTo(expected()));
            assertThat(Math.max(0, rig.committed())).as("on the broker").isEqualTo(onBroker);
            assertThat(rig.buffer.records()).as("in the buffer").isEqualTo(open.size());
            assertThat(rig.defect).hasNullValue();
        }

        private Sight expected() {
            if (!assigned) {
                return new Sight(Set.of(), -1, 0, 0, -1, deadLetters);
            }
            Set<String> inHandlers = new TreeSet<>();
            heads().forEach(offset -> inHandlers.add(offset + "@" + attempts.get(offset)));
            long beyond = done.stream()
                    .filter(offset -> !open.isEmpty() && offset > open.firstKey())
                    .count();
            return new Sight(inHandlers, committable(), open.size(), beyond, committed, deadLetters);
        }

        private Sight sight() {
            if (rig.ownership.assignments().isEmpty()) {
                return new Sight(Set.of(), -1, 0, 0, -1, rig.deadLetters.size());
            }
            Set<String> inHandlers = new TreeSet<>();
            calls.stream()
                    .filter(call -> call.assignment() == assignment)
                    .forEach(call -> inHandlers.add(call.offset() + "@" + call.attempt()));
            OffsetLedger<Delivery> ledger = rig.ledger();
            return new Sight(
                    inHandlers,
                    ledger.committable().orElse(-1),
                    ledger.open(),
                    ledger.doneBeyond(),
                    ledger.committed().orElse(-1),
                    rig.deadLetters.size());
        }

        @Override
        public void close() {
            rig.close();
            calls.forEach(call -> call.end().complete(null));
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
