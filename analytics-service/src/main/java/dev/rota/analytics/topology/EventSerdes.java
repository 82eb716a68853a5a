package dev.rota.analytics.topology;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/** How events are written in the topics that services share. */
@FunctionalInterface
public interface EventSerdes {

    /** Of one kind of event. */
    <T extends SpecificRecord> Serde<T> of(Class<T> type);
}
