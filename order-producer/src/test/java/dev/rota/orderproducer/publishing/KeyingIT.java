package dev.rota.orderproducer.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.service.Service;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.TopicLog;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What becomes of a customer's records without the customer's key; with it, see the intake's tests. */
class KeyingIT {

    private static final int RECORDS = 2_000;

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "KEY")
    void theRecordsOfOneCustomerLieInSeveralPartitions(Keying keying) {
        try (LocalStack stack = LocalStack.builder()
                .data(Path.of("target", "keying-it"))
                .with(Service.ORDER_PRODUCER, 1)
                .setting(Service.ORDER_PRODUCER, "ROTA_KEYING", keying.toString())
                .start()) {
            Api api = new Api(URI.create(stack.component("order-producer-1").address()));

            sendAsOneCustomer(api);

            List<ConsumerRecord<String, SpecificRecord>> records = records(stack);
            Set<String> keys =
                    records.stream().map(record -> String.valueOf(record.key())).collect(Collectors.toSet());
            assertThat(records).hasSize(RECORDS);
            assertThat(records.stream().map(ConsumerRecord::partition).distinct())
                    .hasSizeGreaterThan(1);
            assertThat(keys).doesNotContain("customer-1").hasSize(keying == Keying.NONE ? 1 : RECORDS);
            assertThat(api.get("/partition?topic=order-events&key=customer-1")
                            .body()
                            .get("keying")
                            .asText())
                    .isEqualTo(keying.toString());
        }
    }

    private static void sendAsOneCustomer(Api api) {
        String line = """
                {"customerId": "customer-1", "type": "CREATED", "amount": 1, "currency": "EUR"}
                """;
        var answer = api.exchange(
                "POST",
                "/orders",
                BodyPublishers.ofString(
                        Stream.generate(() -> line).limit(RECORDS).collect(Collectors.joining())),
                "Content-Type",
                "application/x-ndjson");
        assertThat(answer.text().lines()).hasSize(RECORDS).allMatch(result -> result.contains("\"status\":202"));
    }

    private static List<ConsumerRecord<String, SpecificRecord>> records(LocalStack stack) {
        try (TopicLog log = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), "order-events")) {
            return log.since(log.endOffsets().keySet().stream().collect(Collectors.toMap(p -> p, _ -> 0L)));
        }
    }
}
