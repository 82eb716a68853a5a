package dev.rota.keyedconsumer;

import dev.rota.keyedconsumer.Failure.Stage;
import org.jspecify.annotations.Nullable;

/** Handles records one at a time: deserialize, handle, and if that fails, recover. */
final class RecordProcessor<K, V> implements Processor {

    private final RecordReader<K, V> reader;
    private final RecordHandler<K, V> handler;
    private final Recovery recovery;
    private final Events events;

    RecordProcessor(RecordReader<K, V> reader, RecordHandler<K, V> handler, Recovery recovery, Events events) {
        this.reader = reader;
        this.handler = handler;
        this.recovery = recovery;
        this.events = events;
    }

    @Override
    public Outcome process(Delivery head) {
        try {
            @Nullable Outcome resumed = recovery.resume(head);
            return resumed != null ? resumed : attempt(head);
        } finally {
            // The next record must not find an interrupt that was meant for this one.
            Thread.interrupted();
        }
    }

    private Outcome attempt(Delivery head) {
        int attempt = head.nextAttempt();
        long begun = events.isTiming() ? System.nanoTime() : 0;
        Stage stage = Stage.DESERIALIZATION;
        try {
            ReceivedRecord<K, V> record = reader.read(head, attempt);
            stage = Stage.HANDLER;
            handler.handle(record);
            head.leaveOutage();
            events.handled(record, events.isTiming() ? System.nanoTime() - begun : 0);
            return Outcome.ONE_DONE;
        } catch (Throwable cause) {
            return recovery.recover(
                    head, new Failure(head.assignment().partition(), head.offset(), stage, cause, attempt));
        }
    }
}
