package dev.rota.analytics.minutes;

import dev.rota.analytics.state.MinuteTotals;
import dev.rota.contracts.OrderEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Sums up minutes, says each once when stream time has passed its end and the grace, and sends on what comes after that as late.
 *
 * <p>Why not {@code windowedBy}, {@code aggregate} and {@code suppress}: in Kafka Streams 4.2 windowed aggregate and suppress have each
 * a stream time of their own, a field that starts anew when their task does. The first record after a restart, if it is late, then opens
 * a minute again that has been said; suppress lets it go once more, and the same minute is said twice with different sums.
 * {@code EmitStrategy.onWindowClose} remembers how far it has said, but takes in the late record without a word all the same. And late
 * records are only counted and logged there, they cannot be sent anywhere.
 *
 * <p>Here the task's stream time decides, which is committed with the offsets and comes back with them. Beyond that only minutes after all
 * that have been said are opened, whatever became of stream time or of the grace since. Runs on its task's thread.
 */
final class MinuteProcessor implements Processor<String, OrderEvent, String, SpecificRecord> {

    /** So many minutes are forgotten in one go. What is left waits until the next one is over. */
    static final int MOST_AT_ONCE = 1_000;

    private final Duration grace;
    private final Duration memory;

    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<Bytes, MinuteTotals> minutes;
    private Sensor late;

    /** All that begin earlier have been said, or will not be. None that begins later has been. */
    private Instant openFrom;

    /** When the first of those that are open is over, in stream time. */
    private long nextOver;

    @SuppressWarnings("NullAway.Init") // Kafka Streams gives them in init.
    MinuteProcessor(Duration grace, Duration memory) {
        this.grace = grace;
        // What is still open is not forgotten.
        this.memory = memory.compareTo(grace) < 0 ? grace : memory;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> its) {
        context = its;
        minutes = its.getStateStore(MinuteStream.MINUTES);
        late = its.metrics()
                .addRateTotalSensor("rota-minutes", its.taskId().toString(), "late", Sensor.RecordingLevel.INFO);
        findOpen();
    }

    /** The open ones are the last in the store. */
    private void findOpen() {
        openFrom = Instant.EPOCH;
        nextOver = Long.MAX_VALUE;
        try (KeyValueIterator<Bytes, MinuteTotals> backwards = minutes.reverseAll()) {
            while (backwards.hasNext() && openFrom.equals(Instant.EPOCH)) {
                var entry = backwards.next();
                MinuteKey minute = MinuteKey.of(entry.key);
                if (entry.value.getSaid()) {
                    openFrom = minute.end();
                } else {
                    nextOver = over(minute);
                }
            }
        }
    }

    @Override
    public void process(Record<String, OrderEvent> record) {
        long now = context.currentStreamTimeMs();
        if (now >= nextOver) {
            sayWhatIsOver(now);
            forgetOld(now);
        }
        MinuteKey minute = MinuteKey.at(Instant.ofEpochMilli(record.timestamp()), record.key());
        OrderEvent event = record.value();
        if (over(minute) <= now || minute.start().isBefore(openFrom)) {
            late.record();
            context.forward(record.withKey(event.getCustomerId()), MinuteStream.LATE_CHILD);
        } else {
            Bytes key = minute.toBytes();
            minutes.put(key, Minutes.plus(minutes.get(key), event.getAmount()));
            nextOver = Math.min(nextOver, over(minute));
        }
    }

    private void sayWhatIsOver(long now) {
        nextOver = Long.MAX_VALUE;
        List<MinuteKey> done = new ArrayList<>();
        try (KeyValueIterator<Bytes, MinuteTotals> open = minutes.range(MinuteKey.from(openFrom), null)) {
            while (open.hasNext() && nextOver == Long.MAX_VALUE) {
                MinuteKey minute = MinuteKey.of(open.next().key);
                if (over(minute) <= now) {
                    done.add(minute);
                } else {
                    nextOver = over(minute);
                }
            }
        }
        done.forEach(this::say);
    }

    private void say(MinuteKey minute) {
        Bytes key = minute.toBytes();
        MinuteTotals totals = minutes.get(key);
        minutes.put(key, Minutes.said(totals));
        openFrom = minute.end();
        context.forward(
                new Record<>(
                        minute.window(),
                        Minutes.result(minute, totals),
                        minute.end().toEpochMilli()),
                MinuteStream.SAID_CHILD);
    }

    private void forgetOld(long now) {
        Instant ended =
                Instant.ofEpochMilli(Math.max(0, now - memory.toMillis())).truncatedTo(ChronoUnit.MINUTES);
        List<Bytes> old = new ArrayList<>();
        try (KeyValueIterator<Bytes, MinuteTotals> all =
                minutes.range(MinuteKey.from(Instant.EPOCH), MinuteKey.from(ended))) {
            while (all.hasNext() && old.size() < MOST_AT_ONCE) {
                old.add(all.next().key);
            }
        }
        old.forEach(minutes::delete);
    }

    /** From when on a minute is no longer waited for, in stream time. */
    private long over(MinuteKey minute) {
        return minute.end().plus(grace).toEpochMilli();
    }
}
