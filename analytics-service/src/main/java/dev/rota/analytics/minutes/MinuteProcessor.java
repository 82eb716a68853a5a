package dev.rota.analytics.minutes;

import dev.rota.analytics.state.MinuteTotals;
import dev.rota.analytics.time.Watermarks;
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
import org.jspecify.annotations.Nullable;

/**
 * Sums up minutes, says each once when time has passed its end and the grace, and sends on what comes after that as late.
 *
 * <p>A step is late if its own source partition had passed its minute's end and the grace when it was read: that is to be known from the input
 * alone. A minute is said when all source partitions have, so that a step which is punctual finds it open; unless its partition was idle, and
 * the others went on without it. Such a step is late too, and counted apart.
 *
 * <p>Why not {@code windowedBy}, {@code aggregate} and {@code suppress}: in Kafka Streams 4.2 windowed aggregate and suppress have each
 * a stream time of their own, a field that starts anew when their task does. The first record after a restart, if it is late, then opens
 * a minute again that has been said; suppress lets it go once more, and the same minute is said twice with different sums.
 * {@code EmitStrategy.onWindowClose} remembers how far it has said, but takes in the late record without a word all the same. And late
 * records are only counted and logged there, they cannot be sent anywhere.
 *
 * <p>Here time comes with the records and is kept in a store. Beyond that only minutes after all that have been said are opened, whatever
 * became of time or of the grace since. Runs on its task's thread.
 */
final class MinuteProcessor implements Processor<String, OrderEvent, String, SpecificRecord> {

    /** So many minutes are said, and forgotten, in one go: a transaction has to bear it. What is left waits for the next record or tick. */
    static final int MOST_AT_ONCE = 200;

    private final Duration grace;
    private final Duration memory;
    private final int sources;

    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<Bytes, MinuteTotals> minutes;
    private Watermarks watermarks;
    private Sensor late;
    private Sensor closed;

    /** All that begin earlier have been said, or will not be. None that begins later has been. */
    private Instant openFrom;

    /** When the first of those that are open is over. */
    private long nextOver;

    @SuppressWarnings("NullAway.Init") // Kafka Streams gives them in init.
    MinuteProcessor(Duration grace, Duration memory, int sources) {
        this.grace = grace;
        this.sources = sources;
        // What is still open is not forgotten.
        this.memory = memory.compareTo(grace) < 0 ? grace : memory;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> its) {
        context = its;
        minutes = its.getStateStore(MinuteStream.MINUTES);
        watermarks = new Watermarks(its.getStateStore(MinuteStream.WATERMARKS), sources);
        late = counter("late");
        closed = counter("closed");
        findOpen();
    }

    private Sensor counter(String what) {
        return context.metrics()
                .addRateTotalSensor("rota-minutes", context.taskId().toString(), what, Sensor.RecordingLevel.INFO);
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
        long sourceTime = watermarks.take(record);
        long now = watermarks.time();
        if (now >= nextOver) {
            sayWhatIsOver(now);
            forgetOld(now);
        }
        @Nullable OrderEvent event = record.value();
        if (event != null) {
            count(record, event, sourceTime);
        }
    }

    private void count(Record<String, OrderEvent> record, OrderEvent event, long sourceTime) {
        MinuteKey minute = MinuteKey.at(Instant.ofEpochMilli(record.timestamp()), record.key());
        boolean isLate = over(minute) <= sourceTime;
        if (isLate || minute.start().isBefore(openFrom)) {
            (isLate ? late : closed).record();
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
                if (over(minute) <= now && (done.size() < MOST_AT_ONCE || isOfTheSame(minute, done.getLast()))) {
                    done.add(minute);
                } else {
                    nextOver = over(minute);
                }
            }
        }
        done.forEach(this::say);
    }

    /** All sums of a minute are said together: none is opened any more then. */
    private static boolean isOfTheSame(MinuteKey minute, MinuteKey other) {
        return minute.start().equals(other.start());
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
        // The last one that was said shows after a restart which were.
        Instant lastSaid = openFrom.equals(Instant.EPOCH) ? openFrom : openFrom.minus(MinuteKey.MINUTE);
        Instant until = ended.isBefore(lastSaid) ? ended : lastSaid;
        List<Bytes> old = new ArrayList<>();
        try (KeyValueIterator<Bytes, MinuteTotals> all =
                minutes.range(MinuteKey.from(Instant.EPOCH), MinuteKey.from(until))) {
            while (all.hasNext() && old.size() < MOST_AT_ONCE) {
                old.add(all.next().key);
            }
        }
        old.forEach(minutes::delete);
    }

    /** From when on a minute is no longer waited for. */
    private long over(MinuteKey minute) {
        return minute.end().plus(grace).toEpochMilli();
    }
}
