package dev.rota.lab.bench.analytics;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.contracts.CurrencyTotal;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.lab.bench.RegistryAvro;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LoopStateTest {

    private static final Instant AT = Instant.parse("2026-01-31T08:00:00Z");
    private static final int ORDERS = 200;

    private final RegistryAvro<CustomerRevenue> avro = new RegistryAvro<>(7, CustomerRevenue.class);
    private final List<ConsumerRecord<String, byte[]>> written = new ArrayList<>();

    @Test
    void itComesToWhatAPlainCountComesTo() {
        LoopState state = state();
        Expected expected = new Expected();

        Lives.forEach(0, ORDERS, (order, step) -> {
            expected.add(order, step, 2);
            take(state, order, step);
            take(state, order, step);
        });

        assertThat(revenue()).isEqualTo(expected.revenue());
        assertThat(changes()).isEqualTo(expected.changes());
    }

    @Test
    void oneThatIsMadeAgainFromWhatWasWrittenGoesOnWhereItWas() {
        LoopState first = state();
        Expected expected = new Expected();
        Lives.forEach(0, ORDERS, (order, step) -> {
            if (step < 2) {
                expected.add(order, step, 1);
                take(first, order, step);
            }
        });

        LoopState second = state();
        List.copyOf(written).forEach(second::restore);
        Lives.forEach(0, ORDERS, (order, step) -> {
            if (step >= 2) {
                expected.add(order, step, 1);
            }
            take(second, order, step);
        });

        assertThat(revenue()).isEqualTo(expected.revenue());
        assertThat(changes()).isEqualTo(expected.changes());
    }

    private LoopState state() {
        return new LoopState(
                avro, (topic, key, value) -> written.add(new ConsumerRecord<>(topic, 0, written.size(), key, value)));
    }

    private static void take(LoopState state, long order, int step) {
        state.take(Lives.event(order, step, AT), AT.toEpochMilli());
    }

    private long changes() {
        return written.stream()
                .filter(record -> record.topic().equals(LoopState.REVENUE))
                .count();
    }

    /** By the last records. */
    private Map<String, Map<String, BigDecimal>> revenue() {
        Map<String, Map<String, BigDecimal>> revenue = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : written) {
            if (record.topic().equals(LoopState.REVENUE)) {
                revenue.put(
                        record.key(),
                        avro.read(record.value()).getTotals().stream()
                                .collect(toMap(
                                        CurrencyTotal::getCurrency,
                                        total -> total.getConfirmed().subtract(total.getCancelled()))));
            }
        }
        return revenue;
    }
}
