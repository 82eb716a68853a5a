package dev.rota.analytics.streams;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/**
 * Which partitions of which stores are worked on here at this moment. Kafka Streams calls a task active while it still fetches its stores, and
 * lets them be read where a task's state was lost under a thread that runs: what is read then is old, or not there yet. A task's processors,
 * on the other hand, begin when all of its stores are fetched, and end before anything is taken from them. Told by the threads that work,
 * asked by any.
 *
 * <p>As of Kafka Streams 4.2: {@code StreamTask.completeRestoration} initializes processors, {@code suspend} closes them, and a task that is
 * resumed or revived goes through both.
 */
@Singleton
public class TasksAtWork {

    private final Map<Place, Stint> stints = new ConcurrentHashMap<>();

    private record Place(String store, int partition) {}

    /** One time that a thread works on a partition, from its beginning to its end. Equal to itself alone. */
    public static final class Stint {

        private final String thread;

        Stint(String thread) {
            this.thread = thread;
        }

        /** The name of the thread. */
        public String thread() {
            return thread;
        }
    }

    /** This thread begins to work on a partition of some stores. */
    public Stint begin(Collection<String> stores, int partition) {
        Stint stint = new Stint(Thread.currentThread().getName());
        places(stores, partition).forEach(place -> stints.put(place, stint));
        return stint;
    }

    /** Nobody works on it any more, unless another has begun since. */
    public void end(Collection<String> stores, int partition, Stint stint) {
        places(stores, partition).forEach(place -> stints.remove(place, stint));
    }

    /** The one that goes on; two that are the same have nothing between them. Empty while nobody works on the partition here. */
    public Optional<Stint> stint(String store, int partition) {
        return Optional.ofNullable(stints.get(new Place(store, partition)));
    }

    /** As it is now, whatever comes after: whether somebody works on a partition of a store here. */
    public BiPredicate<String, Integer> snapshot() {
        Set<Place> now = Set.copyOf(stints.keySet());
        return (store, partition) -> now.contains(new Place(store, partition));
    }

    private static List<Place> places(Collection<String> stores, int partition) {
        return stores.stream().map(store -> new Place(store, partition)).toList();
    }
}
