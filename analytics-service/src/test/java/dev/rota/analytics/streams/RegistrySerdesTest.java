package dev.rota.analytics.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.microsoft.kiota.ApiException;
import dev.rota.analytics.streams.Failures.Due;
import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

class RegistrySerdesTest {

    private static final OrderEvent ORDER =
            new OrderEvent("e-1", "o-1", "c-1", OrderEventType.CREATED, new BigDecimal("1.0000"), "EUR", Instant.EPOCH);
    private static final byte[] BYTES = "value".getBytes(UTF_8);
    private static final int LONGEST = 100;

    private final RegistryWait registry = new RegistryWait(Duration.ofMillis(500), Duration.ofMillis(5));

    @Test
    void aRegistryThatComesBackIsWaitedFor() {
        AtomicInteger asked = new AtomicInteger();
        Deserializer<OrderEvent> reader = reader((_, _) -> {
            if (asked.incrementAndGet() < 4) {
                throw outage();
            }
            return ORDER;
        });

        OrderEvent read = reader.deserialize("t", BYTES);

        assertThat(read).isEqualTo(ORDER);
        assertThat(asked).hasValue(4);
    }

    @Test
    void oneThatDoesNotIsAnOutageAndNotTheRecordsFault() {
        Deserializer<OrderEvent> reader = reader((_, _) -> {
            throw outage();
        });

        assertThatThrownBy(() -> reader.deserialize("t", BYTES))
                .satisfies(e -> assertThat(Failures.ofRecord(e)).isEqualTo(Due.CIRCUMSTANCES));
    }

    @Test
    void aWaitEndsWhenTheServiceStops() {
        RegistryWait patient = new RegistryWait(Duration.ofHours(1), Duration.ofHours(1));
        Deserializer<OrderEvent> reader = new RegistrySerdes(
                        (_, _) -> BYTES,
                        (_, _) -> {
                            throw outage();
                        },
                        patient,
                        LONGEST)
                .of(OrderEvent.class)
                .deserializer();
        CompletableFuture<OrderEvent> reading = CompletableFuture.supplyAsync(() -> reader.deserialize("t", BYTES));
        await().until(patient::isWaiting);

        patient.stop();

        assertThat(reading).failsWithin(Duration.ofSeconds(5));
        assertThat(patient.isWaiting()).isFalse();
    }

    @Test
    void whatCannotBeReadIsTheRecordsFaultEvenIfItTookAllMemory() {
        Deserializer<OrderEvent> reader = reader((_, _) -> {
            throw new SerializationException("wrapped", new OutOfMemoryError("2 GB"));
        });
        Deserializer<OrderEvent> direct = reader((_, _) -> {
            throw new OutOfMemoryError("2 GB");
        });

        for (Deserializer<OrderEvent> one : java.util.List.of(reader, direct)) {
            assertThatThrownBy(() -> one.deserialize("t", BYTES))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("2 GB")
                    .satisfies(e -> assertThat(Failures.ofRecord(e)).isEqualTo(Due.RECORD));
        }
    }

    @Test
    void anEventOfAnotherKindIsTheRecordsFault() {
        Deserializer<InvoiceIssued> reader = new RegistrySerdes((_, _) -> BYTES, (_, _) -> ORDER, registry, LONGEST)
                .of(InvoiceIssued.class)
                .deserializer();

        assertThatThrownBy(() -> reader.deserialize("t", BYTES))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("dev.rota.contracts.OrderEvent");
    }

    @Test
    void anEventThatIsTooLongWithItsHeadersIsTheRecordsFault() {
        Deserializer<OrderEvent> reader = reader((_, _) -> ORDER);
        RecordHeaders headers = new RecordHeaders();
        headers.add("none", null);
        headers.add("\u20ac", new byte[LONGEST - BYTES.length - "none".length() - 2]);

        assertThatThrownBy(() -> reader.deserialize("t", headers, BYTES))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("101 bytes");
    }

    @Test
    void noValueStaysNone() {
        assertThat(reader((_, _) -> ORDER).deserialize("t", new RecordHeaders(), (byte[]) null))
                .isNull();
    }

    @Test
    void anOutputWhoseSchemaNobodyRegisteredIsNotTheRecordsFault() {
        ApiException notFound = new ApiException("no such artifact") {
            @Override
            public int getResponseStatusCode() {
                return 404;
            }
        };
        Serializer<OrderEvent> writer = new RegistrySerdes(
                        (_, _) -> {
                            throw new RuntimeException(notFound);
                        },
                        (_, _) -> ORDER,
                        registry,
                        LONGEST)
                .of(OrderEvent.class)
                .serializer();

        assertThatThrownBy(() -> writer.serialize("t", ORDER))
                .hasMessageContaining("schema of t")
                .satisfies(e -> assertThat(Failures.ofRecord(e)).isEqualTo(Due.SETUP));
    }

    private Deserializer<OrderEvent> reader(Deserializer<SpecificRecord> avro) {
        return new RegistrySerdes((_, _) -> BYTES, avro, registry, LONGEST)
                .of(OrderEvent.class)
                .deserializer();
    }

    private static RuntimeException outage() {
        return new RuntimeException(new ConnectException("refused"));
    }
}
