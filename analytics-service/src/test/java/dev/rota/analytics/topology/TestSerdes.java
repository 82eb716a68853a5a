package dev.rota.analytics.topology;

import dev.rota.analytics.state.StateSerde;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/** Events in Avro's single-object encoding: no registry has to be there. */
public final class TestSerdes implements EventSerdes {

    @Override
    public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
        SpecificData data = SpecificData.getForClass(type);
        Schema schema = data.getSchema(type);
        return new StateSerde<>(new BinaryMessageEncoder<>(data, schema), new BinaryMessageDecoder<>(data, schema));
    }
}
