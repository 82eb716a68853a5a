package dev.rota.analytics.streams;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.streams.LagInfo;

/** How far the stores of this instance are behind their changelogs, of which the brokers know the ends. Thread-safe. */
@Singleton
public class StoreLags {

    private final Fresh<Map<String, Map<Integer, LagInfo>>> lags;

    StoreLags(AnalyticsStreams analytics) {
        lags = new Fresh<>("analytics-lags", () -> analytics.kafkaStreams().allLocalStorePartitionLags());
    }

    /**
     * Asks the brokers, who may not answer for a minute.
     *
     * @return by store and partition
     * @throws TimeoutException if they do not answer in time
     * @throws ExecutionException if Kafka Streams cannot say
     */
    public Map<String, Map<Integer, LagInfo>> within(Duration patience)
            throws TimeoutException, ExecutionException, InterruptedException {
        return lags.within(patience);
    }

    @PreDestroy
    void close() {
        lags.close();
    }
}
