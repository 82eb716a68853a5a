package dev.rota.billing.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.keyedconsumer.KafkaDeadLetters;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosisTest {

    @Test
    void aLetterSaysWhereItsRecordStoodAndWhyItWasGivenUp() {
        Diagnosis diagnosis = Diagnosis.of(headers(
                KafkaDeadLetters.REASON, "unreadable",
                KafkaDeadLetters.TOPIC, "order-events",
                KafkaDeadLetters.PARTITION, "3",
                KafkaDeadLetters.OFFSET, "17",
                KafkaDeadLetters.TIMESTAMP, "1700000000000",
                KafkaDeadLetters.ATTEMPTS, "2"));

        assertThat(diagnosis.reason()).isEqualTo("unreadable");
        assertThat(diagnosis.topic()).contains("order-events");
        assertThat(diagnosis.partition()).contains(3);
        assertThat(diagnosis.offset()).contains(17L);
        assertThat(diagnosis.timestamp()).contains(1_700_000_000_000L);
        assertThat(diagnosis.attempts()).contains(2);
    }

    @Test
    void ofAHeaderThatIsThereTwiceTheLastCounts() {
        Diagnosis diagnosis = Diagnosis.of(headers(
                KafkaDeadLetters.REASON, "unreadable",
                KafkaDeadLetters.OFFSET, "1",
                KafkaDeadLetters.REASON, "unbillable",
                KafkaDeadLetters.OFFSET, "2"));

        assertThat(diagnosis.reason()).isEqualTo("unbillable");
        assertThat(diagnosis.offset()).contains(2L);
    }

    @Test
    void aLetterWithoutErrorHeadersHasAReasonToo() {
        Diagnosis diagnosis = Diagnosis.of(new RecordHeaders());

        assertThat(diagnosis.reason()).isEqualTo("unknown");
        assertThat(diagnosis.topic()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "line\nbreak", "nul\0", "ünreadable"})
    void whatIsNoWordIsNoReason(String broken) {
        assertThat(Diagnosis.of(headers(KafkaDeadLetters.REASON, broken)).reason())
                .isEqualTo("unknown");
    }

    @Test
    void aReasonHasABoundedLength() {
        assertThat(Diagnosis.of(headers(KafkaDeadLetters.REASON, "x".repeat(65)))
                        .reason())
                .isEqualTo("unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1.5", "99999999999999999999"})
    void aNumberThatIsNoneIsLeftOut(String broken) {
        Diagnosis diagnosis =
                Diagnosis.of(headers(KafkaDeadLetters.PARTITION, broken, KafkaDeadLetters.OFFSET, broken));

        assertThat(diagnosis.partition()).isEmpty();
        assertThat(diagnosis.offset()).isEmpty();
    }

    @Test
    void aCharacterThatTheDatabaseCannotHoldIsReplaced() {
        assertThat(Diagnosis.of(headers(KafkaDeadLetters.MESSAGE, "a\0b")).message())
                .contains("a\uFFFDb");
    }

    private static Headers headers(String... namesAndValues) {
        Headers headers = new RecordHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1].getBytes(UTF_8));
        }
        return headers;
    }
}
