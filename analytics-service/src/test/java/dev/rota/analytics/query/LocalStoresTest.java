package dev.rota.analytics.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rota.analytics.query.LocalStores.Access;
import dev.rota.analytics.query.LocalStores.Behind;
import dev.rota.analytics.query.LocalStores.Lags;
import dev.rota.analytics.query.LocalStores.Reading;
import dev.rota.analytics.streams.TasksAtWork;
import dev.rota.analytics.streams.TasksAtWork.Stint;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a replica that has one store with one partition in it. */
class LocalStoresTest {

    private static final String STORE = "store";
    private static final List<String> STORES = List.of(STORE);

    private final KeyValueStore<String, String> kept = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.String())
            .build();
    private final TasksAtWork tasks = new TasksAtWork();
    private final AtomicInteger timesAsked = new AtomicInteger();
    private boolean isHeld = true;
    private Behind behind = (_, _) -> OptionalLong.of(7);

    @Test
    void whatIsWorkedOnIsFresh() {
        tasks.begin(STORES, 0);

        assertThat(read(false, _ -> "value")).isEqualTo(new Reading<>("value", OptionalLong.empty()));
    }

    @Test
    void whatIsOpenAndNotWorkedOnIsNotHere() {
        assertThatExceptionOfType(NotHereException.class).isThrownBy(() -> read(false, _ -> "old"));
    }

    @Test
    void whatWasTakenAwayWhileItWasReadIsNotHere() {
        Stint stint = tasks.begin(STORES, 0);

        assertThatExceptionOfType(NotHereException.class)
                .isThrownBy(() -> read(false, _ -> {
                    tasks.end(STORES, 0, stint);
                    return "old";
                }));
    }

    @Test
    void whatWasLostAndFetchedAnewWhileItWasReadIsNotHere() {
        Stint stint = tasks.begin(STORES, 0);

        assertThatExceptionOfType(NotHereException.class)
                .isThrownBy(() -> read(false, _ -> {
                    tasks.end(STORES, 0, stint);
                    tasks.begin(STORES, 0);
                    return "old";
                }));
    }

    @Test
    void whatMayBeAnothersByNowIsNotHere() {
        tasks.begin(STORES, 0);

        assertThatExceptionOfType(NotHereException.class)
                .isThrownBy(() -> read(false, _ -> {
                    isHeld = false;
                    return "old";
                }));
        assertThatExceptionOfType(NotHereException.class)
                .as("nor is it a copy of which is known how far it is behind")
                .isThrownBy(() -> read(true, _ -> "old"));
    }

    @Test
    void aCopySaysHowFarItIsBehind() {
        assertThat(read(true, _ -> "value")).isEqualTo(new Reading<>("value", OptionalLong.of(7)));
    }

    @Test
    void aCopyThatIsTooFarBehindOrNotThereIsNotHere() {
        behind = (_, _) -> OptionalLong.of(101);
        assertThatExceptionOfType(NotHereException.class).isThrownBy(() -> read(true, _ -> "old"));
        behind = (_, _) -> OptionalLong.empty();
        assertThatExceptionOfType(NotHereException.class).isThrownBy(() -> read(true, _ -> "old"));
    }

    @Test
    void whoWorksOnItNeedsNoBrokersForAnAnswer() {
        tasks.begin(STORES, 0);

        assertThat(read(true, _ -> "value").behind()).isEmpty();
    }

    @Test
    void brokersAreAskedOnceForARequest() {
        LocalStores.Reader reader = stores(this::ask).reader(true);

        for (int partition = 0; partition < 6; partition++) {
            assertThat(reader.<String, String, String>read(STORE, partition, _ -> "value")
                            .behind())
                    .hasValue(7);
        }

        assertThat(timesAsked).hasValue(1);
    }

    @Test
    void brokersThatDoNotAnswerMakeNoError() {
        LocalStores stores = stores(() -> {
            throw new TimeoutException();
        });

        assertThatExceptionOfType(NotHereException.class).isThrownBy(() -> stores.reader(true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStoreThatIsClosedOrMovesIsNotHere(boolean mayBeStale) {
        if (!mayBeStale) {
            tasks.begin(STORES, 0);
        }
        for (RuntimeException thrown : List.of(
                new InvalidStateStoreException("closed"),
                new StreamsException("rebalancing"),
                new IllegalStateException("stopped"))) {
            assertThatExceptionOfType(NotHereException.class)
                    .isThrownBy(() -> read(mayBeStale, _ -> {
                        throw thrown;
                    }))
                    .withMessage(thrown.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatANewerReleaseHasWrittenIsNotHere(boolean mayBeStale) {
        if (!mayBeStale) {
            tasks.begin(STORES, 0);
        }
        for (RuntimeException thrown : List.of(
                new KafkaException("a newer release has written here"),
                new UncheckedIOException(new EOFException("cut off")))) {
            assertThatExceptionOfType(NotHereException.class)
                    .isThrownBy(() -> read(mayBeStale, _ -> {
                        throw thrown;
                    }))
                    .withMessage(thrown.getMessage());
        }
    }

    private Reading<String> read(boolean mayBeStale, Function<ReadOnlyKeyValueStore<String, String>, String> question) {
        return stores(this::ask).reader(mayBeStale).read(STORE, 0, question);
    }

    private Behind ask() {
        timesAsked.incrementAndGet();
        return behind;
    }

    private LocalStores stores(Lags lags) {
        return new LocalStores(new Kept(), tasks::stint, _ -> isHeld, lags, 100);
    }

    private final class Kept implements Access {
        @Override
        @SuppressWarnings("unchecked")
        public <T> T store(StoreQueryParameters<T> parameters) {
            return (T) kept;
        }
    }
}
