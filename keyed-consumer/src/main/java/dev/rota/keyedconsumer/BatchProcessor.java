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
        try {
            @Nullable Outcome resumed = recovery.resume(head);
            if (resumed != null) {
                return resumed;
            }
            List<Delivery> batch = batchFrom(head);
            Outcome outcome = attempt(batch);
            int done = outcome instanceof Outcome.Done(int records) ? records : 0;
            batch.subList(Math.max(1, done), batch.size()).forEach(Delivery::rest);
            return outcome;
        } finally {
            // The next batch must not find an interrupt that was meant for this one.
            Thread.interrupted();
        }
    }

    /** The head and what is handled with it: what is new with what is new, and what failed together once more. */
    private List<Delivery> batchFrom(Delivery head) {
        List<Delivery> batch = new ArrayList<>();
        batch.add(head);
        int limit = head.standsAlone() ? 1 : Math.min(maxRecords, head.lane().size());
        HandOut handOut = head.assignment().handOut();
        @Nullable Delivery next = head;
        while (batch.size() < limit) {
            next = next.nextInLane();
            if (next == null || next.attempts() != head.attempts() || !handOut.begin(next)) {
                break;
            }
            batch.add(next);
        }
        return batch;
    }

    private Outcome attempt(List<Delivery> batch) {
        long begun = System.nanoTime();
        Delivery head = batch.getFirst();
        int attempt = head.attempts() + 1;
        List<ReceivedRecord<K, V>> records = new ArrayList<>(batch.size());
        for (Delivery delivery : batch) {
            try {
                records.add(reader.read(delivery, attempt));
                delivery.nextAttempt();
            } catch (Throwable cause) {
                if (delivery == head) {
                    delivery.nextAttempt();
                    return recovery.recover(head, failure(head, Stage.DESERIALIZATION, cause));
                }
                // Its own turn comes when it is the head.
                break;
            }
        }
        try {
            handler.handle(Collections.unmodifiableList(records));
        } catch (Throwable cause) {
            return blame(batch.subList(0, records.size()), failure(head, Stage.HANDLER, cause));
        }
        head.leaveOutage();
        long took = System.nanoTime() - begun;
        records.forEach(record -> events.handled(record, took));
        return new Outcome.Done(records.size());
    }

    private Outcome blame(List<Delivery> batch, Failure failure) {
        Delivery head = batch.getFirst();
        if (batch.size() == 1 || recovery.isAbandoned(head)) {
            return recovery.recover(head, failure);
        }
        Verdict verdict = recovery.verdict(failure);
        if (verdict instanceof Verdict.Poison) {
            batch.forEach(Delivery::standAlone);
            return new Outcome.Done(0);
        }
        return recovery.recover(head, failure, verdict);
    }

    private static Failure failure(Delivery delivery, Stage stage, Throwable cause) {
        return new Failure(delivery.assignment().partition(), delivery.offset(), stage, cause, delivery.attempts());
    }
}
