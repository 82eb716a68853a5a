package dev.rota.analytics.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.analytics.query.CustomerResource.Place;
import dev.rota.analytics.revenue.RankKey;
import dev.rota.analytics.revenue.RevenueStream;
import dev.rota.analytics.topology.TestDrive;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a real store of the ranking. */
class TopTest {

    private static final byte[] HERE = {};

    @TempDir
    Path state;

    private TestDrive drive;
    private KeyValueStore<Bytes, byte[]> ranking;

    @BeforeEach
    void open() {
        drive = new TestDrive(state);
        ranking = drive.store(RevenueStream.RANKING);
    }

    @AfterEach
    void close() {
        drive.close();
    }

    @Test
    void whoMovesTakesNobodyElsesPlace() {
        put("moves", 90);
        put("moves", 80);
        put("second", 70);
        put("third", 60);

        assertThat(top(3)).extracting(Place::customerId).containsExactly("moves", "second", "third");
        assertThat(top(3).getFirst().revenue()).isEqualByComparingTo("90");
    }

    @Test
    void eachCurrencyHasItsOwn() {
        put("one", 90);
        ranking.put(new RankKey("USD", BigDecimal.ONE, "other").toBytes(), HERE);

        assertThat(CustomerResource.top(ranking, Optional.empty(), 5).rows())
                .extracting(Place::currency)
                .containsExactly("EUR", "USD");
        assertThat(CustomerResource.top(ranking, Optional.of("USD"), 5).rows())
                .extracting(Place::customerId)
                .containsExactly("other");
    }

    @Test
    void ofManyCurrenciesTheFirstAreShownAndThatThereAreMore() {
        for (int i = 0; i < CustomerResource.MOST_CURRENCIES; i++) {
            ranking.put(new RankKey("AA" + (char) ('A' + i), BigDecimal.ONE, "one").toBytes(), HERE);
        }
        assertThat(page().moreCurrencies()).isFalse();
        put("two", 90);

        assertThat(page().moreCurrencies()).isTrue();
        assertThat(page().currencies())
                .extracting(CustomerResource.CurrencyView::currency)
                .hasSize(CustomerResource.MOST_CURRENCIES)
                .doesNotContain("EUR");
    }

    private CustomerResource.TopView page() {
        var rows = CustomerResource.top(ranking, Optional.empty(), 5);
        return CustomerResource.page(Gathered.said(List.of(new Part<>(0, rows.rows(), rows.more(), null))), 5);
    }

    /** He goes up and down past the others, as fast as can be. */
    @Test
    void whoMovesIsAlwaysThere() throws Exception {
        for (int i = 0; i < 50; i++) {
            put("customer-" + i, 100 + i);
        }
        put("moves", 1);
        AtomicBoolean enough = new AtomicBoolean();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Integer> moves = thread.submit(() -> {
                int times = 0;
                for (int from = 1; !enough.get(); from = 200 - from) {
                    put("moves", 200 - from);
                    ranking.delete(place("moves", from));
                    times++;
                }
                return times;
            });
            try {
                for (int i = 0; i < 2_000; i++) {
                    assertThat(top(100)).hasSize(51);
                }
            } finally {
                enough.set(true);
            }
            assertThat(moves.get()).as("moves").isGreaterThan(1_000);
        }
    }

    private List<Place> top(int limit) {
        return CustomerResource.top(ranking, Optional.of("EUR"), limit).rows();
    }

    private void put(String customer, int revenue) {
        ranking.put(place(customer, revenue), HERE);
    }

    private static Bytes place(String customer, int revenue) {
        return new RankKey("EUR", BigDecimal.valueOf(revenue), customer).toBytes();
    }
}
