package dev.rota.billing.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.keyedconsumer.KafkaDeadLetters;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class HeaderCodecTest {

    @Test
    void orderRepetitionAndEveryByteSurvive() {
        Headers headers = new RecordHeaders()
                .add("b", new byte[] {0, (byte) 0xff, (byte) 0xc3, 0x28})
                .add("a", new byte[0])
                .add("b", null)
                .add("nul\0 \"quoted\" ü", new byte[] {1});

        assertThat(HeaderCodec.decode(HeaderCodec.encodeOwn(headers))).isEqualTo(headers);
    }

    @Test
    void headersAboutTheErrorAreNotTheRecordsOwn() {
        Headers headers = new RecordHeaders()
                .add("own", new byte[] {1})
                .add(KafkaDeadLetters.REASON, new byte[] {2})
                .add("__rota.errors.of-a-later-version", new byte[] {3});

        assertThat(HeaderCodec.decode(HeaderCodec.encodeOwn(headers)))
                .isEqualTo(new RecordHeaders().add("own", new byte[] {1}));
    }
}
