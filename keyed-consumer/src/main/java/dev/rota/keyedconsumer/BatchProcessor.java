package dev.rota.keyedconsumer;

import dev.rota.keyedconsumer.Failure.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Handles all that is buffered of a partition in one call, and if that fails, finds out which record is to blame: a
 * batch is retried as a whole for as long as the policy wants to retry it, and when the policy calls it poison, record
 * by record, so that only the one that fails by itself goes to the dead letters.
 */
final class BatchProcessor<K, V> implements Processor {

    private final RecordReader<K, V> reader;
    private final BatchHandler<K, V> handler;
    private final int maxRecords;
    private final Recovery recovery;
    private final Events events;

    BatchProcessor(
            RecordReader<K, V> reader, BatchHandler<K, V> handler, int maxRecords, Recovery recovery, Events events) {
        this.reader = reader;
        this.handler = handler;
        this.maxRecords = maxRecords;
        this.recovery = recovery;
        this.events = events;
    }

    @Override
    public Outcome process(Delivery head) {
        @Nullable Outcome resumed = recovery.resume(head);
        if (resumed != null) {
            return resumed;
        }
        List<Delivery> batch = batchFrom(head);
        Outcome outcome = attempt(head, batch);
        int done = outcome instanceof Outcome.Done(int records) ? records : 0;
        batch.subList(Math.max(1, done), batch.size()).forEach(Delivery::rest);
        return outcome;
    }

    /** The head and what may be handled with it. */
    private List<Delivery> batchFrom(Delivery head) {
        List<Delivery> batch = new ArrayList<>();
        batch.add(head);
        int limit = head.standsAlone() ? 1 : Math.min(maxRecords, head.lane().size());
        HandOut handOut = head.assignment().handOut();
        @Nullable Delivery next = head;
        while (batch.size() < limit) {
            next = next.nextInLane();
            if (next == null || next.standsAlone() || !handOut.begin(next)) {
                break;
            }
            batch.add(next);
        }
        return batch;
    }

    private Outcome attempt(Delivery head, List<Delivery> batch) {
        long begun = System.nanoTime();
        List<ReceivedRecord<K, V>> records = new ArrayList<>(batch.size());
        try {
            for (Delivery delivery : batch) {
                int attempt = delivery.nextAttempt();
                try {
                    records.add(reader.read(delivery, attempt));
                } catch (Throwable cause) {
                    if (delivery == head) {
                        return recovery.recover(head, failure(head, Stage.DESERIALIZATION, cause, attempt));
                    }
                    // Its own turn comes when it is the head.
                    break;
                }
            }
            handler.handle(Collections.unmodifiableList(records));
            head.leaveOutage();
            long took = System.nanoTime() - begun;
            records.forEach(record -> events.handled(record, took));
            return new Outcome.Done(records.size());
        } catch (Throwable cause) {
            int attempt = records.getFirst().attempt();
            return blame(batch.subList(0, records.size()), failure(head, Stage.HANDLER, cause, attempt));
        } finally {
            // The next batch must not find an interrupt that was meant for this one.
            Thread.interrupted();
        }
    }

    private Outcome blame(List<Delivery> batch, Failure failure) {
        Verdict verdict = recovery.verdict(failure);
        if (verdict instanceof Verdict.Poison && batch.size() > 1) {
            batch.forEach(Delivery::standAlone);
            return new Outcome.Done(0);
        }
        return recovery.recover(batch.getFirst(), failure, verdict);
    }

    private static Failure failure(Delivery delivery, Stage stage, Throwable cause, int attempt) {
        return new Failure(delivery.assignment().partition(), delivery.offset(), stage, cause, attempt);
    }
}
