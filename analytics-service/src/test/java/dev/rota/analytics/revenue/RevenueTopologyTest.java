package dev.rota.analytics.revenue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rota.analytics.topology.TestDrive;
import dev.rota.analytics.topology.UnusableEventException;
import dev.rota.contracts.CurrencyTotal;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevenueTopologyTest {

    private TestDrive drive;

    @BeforeEach
    void start(@TempDir Path stateDir) {
        drive = new TestDrive(stateDir);
    }

    @AfterEach
    void stop() {
        drive.close();
    }

    @Test
    void confirmedOrdersAddUpAndThoseThatAreCancelledAreTakenBack() {
        order("c-1", "o-1", OrderEventType.CREATED, "10.0000", "EUR");
        order("c-1", "o-1", OrderEventType.CONFIRMED, "10.0000", "EUR");
        order("c-1", "o-2", OrderEventType.CONFIRMED, "2.5000", "EUR");

        OrderEvent last = order("c-1", "o-1", OrderEventType.CANCELLED, "10.0000", "EUR");

        CustomerRevenue revenue = latest();
        assertThat(revenue.getEventId()).isEqualTo(last.getEventId());
        assertThat(revenue.getTotals())
                .containsExactly(
                        new CurrencyTotal("EUR", new BigDecimal("12.5000"), new BigDecimal("10.0000"), 2L, 1L));
    }

    @Test
    void currenciesAreKeptApart() {
        order("c-1", "o-1", OrderEventType.CONFIRMED, "10.0000", "EUR");

        order("c-1", "o-2", OrderEventType.CONFIRMED, "3.0000", "CHF");

        assertThat(latest().getTotals())
                .extracting(CurrencyTotal::getCurrency, CurrencyTotal::getConfirmed)
                .containsExactly(tuple("CHF", new BigDecimal("3.0000")), tuple("EUR", new BigDecimal("10.0000")));
    }

    @Test
    void anOrderCountsOnceHoweverOftenItIsConfirmedOrCancelled() {
        order("c-1", "o-1", OrderEventType.CONFIRMED, "10.0000", "EUR");
        order("c-1", "o-1", OrderEventType.CONFIRMED, "10.0000", "EUR");
        order("c-1", "o-1", OrderEventType.CANCELLED, "10.0000", "EUR");

        order("c-1", "o-1", OrderEventType.CANCELLED, "10.0000", "EUR");

        assertThat(latest().getTotals())
                .containsExactly(
                        new CurrencyTotal("EUR", new BigDecimal("10.0000"), new BigDecimal("10.0000"), 1L, 1L));
    }

    @Test
    void whatIsCancelledAndWasNeverConfirmedOrIsOnItsWayChangesNothing() {
        order("c-1", "o-1", OrderEventType.CREATED, "10.0000", "EUR");
        order("c-1", "o-1", OrderEventType.CANCELLED, "10.0000", "EUR");
        order("c-1", "o-2", OrderEventType.CONFIRMED, "4.0000", "EUR");
        order("c-1", "o-2", OrderEventType.SHIPPED, "4.0000", "EUR");

        order("c-1", "o-2", OrderEventType.CANCELLED, "4.0000", "EUR");

        assertThat(latest().getTotals())
                .containsExactly(new CurrencyTotal("EUR", new BigDecimal("4.0000"), new BigDecimal("0.0000"), 1L, 0L));
    }

    @Test
    void whatIsConfirmedAfterItWasCancelledNeverCounts() {
        order("c-1", "o-1", OrderEventType.CREATED, "10.0000", "EUR");
        order("c-1", "o-1", OrderEventType.CANCELLED, "10.0000", "EUR");

        order("c-1", "o-1", OrderEventType.CONFIRMED, "10.0000", "EUR");

        assertThat(drive.values(RevenueStream.REVENUE, CustomerRevenue.class)).isEmpty();
    }

    @Test
    void nobodyCancelsAnothersOrder() {
        order("c-1", "o-1", OrderEventType.CONFIRMED, "10.0000", "EUR");

        assertThatThrownBy(() -> order("c-2", "o-1", OrderEventType.CANCELLED, "10.0000", "EUR"))
                .hasRootCauseInstanceOf(UnusableEventException.class);
    }

    @Test
    void whatIsTakenBackIsWhatWasConfirmedWhateverTheCancellationSays() {
        order("c-1", "o-1", OrderEventType.CONFIRMED, "10.0000", "EUR");

        order("c-1", "o-1", OrderEventType.CANCELLED, "99.0000", "USD");

        assertThat(latest().getTotals())
                .containsExactly(
                        new CurrencyTotal("EUR", new BigDecimal("10.0000"), new BigDecimal("10.0000"), 1L, 1L));
    }

    @Test
    void aCustomerHasOnePlaceForEachCurrencyAndNoneWithNothing() {
        order("c-1", "o-1", OrderEventType.CONFIRMED, "10.0000", "EUR");
        order("c-2", "o-2", OrderEventType.CONFIRMED, "20.0000", "EUR");
        order("c-1", "o-3", OrderEventType.CONFIRMED, "15.0000", "EUR");
        order("c-3", "o-4", OrderEventType.CONFIRMED, "1.0000", "CHF");
        order("c-3", "o-5", OrderEventType.CONFIRMED, "7.0000", "EUR");

        order("c-3", "o-5", OrderEventType.CANCELLED, "7.0000", "EUR");

        assertThat(ranking())
                .containsExactly(
                        new RankKey("CHF", new BigDecimal("1.0000"), "c-3"),
                        new RankKey("EUR", new BigDecimal("25.0000"), "c-1"),
                        new RankKey("EUR", new BigDecimal("20.0000"), "c-2"));
    }

    @Test
    void anOrderThatWasNotHeardOfForLongIsForgotten() {
        order("c-1", "o-1", OrderEventType.CONFIRMED, "10.0000", "EUR");

        orderAt(
                "c-1",
                "o-2",
                OrderEventType.CONFIRMED,
                "1.0000",
                "EUR",
                TestDrive.START.plus(TestDrive.SETTINGS.orderMemory()).plus(Duration.ofHours(2)));

        KeyValueStore<String, Object> orders = drive.store(RevenueStream.ORDERS);
        assertThat(orders.get("o-1")).isNull();
        assertThat(orders.get("o-2")).isNotNull();
    }

    @Test
    void whatIsForgottenDoesNotDependOnWhenSomebodyLooked() {
        Instant due = TestDrive.START.plus(TestDrive.SETTINGS.orderMemory());
        order("c-1", "o-1", OrderEventType.CONFIRMED, "10.0000", "EUR");
        orderAt("c-1", "o-2", OrderEventType.CREATED, "1.0000", "EUR", due);

        orderAt("c-1", "o-1", OrderEventType.CANCELLED, "10.0000", "EUR", due.plusMillis(1));

        assertThat(latest().getTotals())
                .containsExactly(
                        new CurrencyTotal("EUR", new BigDecimal("10.0000"), BigDecimal.ZERO.setScale(4), 1L, 0L));
    }

    @Test
    void anOrderOfNothingLeavesACustomerHisPlace() {
        order("c-1", "o-1", OrderEventType.CONFIRMED, "10.0000", "EUR");

        order("c-1", "o-2", OrderEventType.CONFIRMED, "0.0000", "EUR");

        assertThat(ranking()).containsExactly(new RankKey("EUR", new BigDecimal("10.0000"), "c-1"));
    }

    @Test
    void whatTheStepsTellEachOtherInHeadersGoesNoFurther() {
        order("c-1", "o-1", OrderEventType.CONFIRMED, "10.0000", "EUR");

        assertThat(drive.records(RevenueStream.REVENUE, CustomerRevenue.class))
                .singleElement()
                .satisfies(said -> assertThat(said.headers()).isEmpty());
    }

    private CustomerRevenue latest() {
        return drive.values(RevenueStream.REVENUE, CustomerRevenue.class).getLast();
    }

    private List<RankKey> ranking() {
        KeyValueStore<Bytes, byte[]> ranking = drive.store(RevenueStream.RANKING);
        List<RankKey> places = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = ranking.all()) {
            all.forEachRemaining(place -> places.add(RankKey.of(place.key)));
        }
        return places;
    }

    private OrderEvent order(String customer, String order, OrderEventType type, String amount, String currency) {
        return orderAt(customer, order, type, amount, currency, TestDrive.START);
    }

    private OrderEvent orderAt(
            String customer, String order, OrderEventType type, String amount, String currency, Instant at) {
        OrderEvent event = new OrderEvent(
                UUID.randomUUID().toString(), order, customer, type, new BigDecimal(amount), currency, at);
        drive.write(event);
        return event;
    }
}
