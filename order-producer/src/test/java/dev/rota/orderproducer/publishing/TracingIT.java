package dev.rota.orderproducer.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.localstack.LocalStack;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.OnEveryAddressAndTraced;
import dev.rota.orderproducer.RunningStack;
import dev.rota.orderproducer.TopicLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A trace that comes in over HTTP goes on in the records. */
@QuarkusTest
@TestProfile(OnEveryAddressAndTraced.class)
@QuarkusTestResource(RunningStack.class)
class TracingIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String ORDER = """
            {"customerId": "c-1", "type": "CREATED", "amount": 1, "currency": "EUR"}""";

    @RunningStack.Inject
    LocalStack stack;

    @TestHTTPResource
    URI base;

    private Api api;
    private TopicLog orders;

    @BeforeEach
    void connect() {
        api = Api.whenReady(base);
        orders = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), "order-events");
    }

    @AfterEach
    void disconnect() {
        orders.close();
    }

    @Test
    void aRecordGoesOnWithTheTraceOfItsRequest() {
        assertThat(parentsOf("application/json", ORDER)).hasSize(1).allSatisfy(TracingIT::isOfTheTrace);
    }

    @Test
    void soDoTheRecordsOfManyLines() {
        assertThat(parentsOf("application/x-ndjson", ORDER + "\n" + ORDER))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(TracingIT::isOfTheTrace);
    }

    private static void isOfTheTrace(String parent) {
        assertThat(parent).matches("00-" + TRACE + "-[0-9a-f]{16}-01").isNotEqualTo(PARENT);
    }

    private List<String> parentsOf(String contentType, String body) {
        Map<Integer, Long> before = orders.endOffsets();
        Api.Answer answer = api.exchange(
                "POST", "/orders", BodyPublishers.ofString(body), "Content-Type", contentType, "traceparent", PARENT);
        assertThat(answer.status()).as(answer.text()).isBetween(200, 202);
        return orders.since(before).stream()
                .map(record -> record.headers().lastHeader("traceparent"))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
