package dev.rota.lagmonitor.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.GaugeMetricFamily;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsResourceTest {

    private final MetricsResource resource = new MetricsResource(registry());

    private static CollectorRegistry registry() {
        CollectorRegistry registry = new CollectorRegistry();
        registry.register(new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                return List.of(new GaugeMetricFamily("one", "Help", 1));
            }
        });
        return registry;
    }

    private StreamingOutput answer() {
        return (StreamingOutput) resource.metrics("", Set.of()).getEntity();
    }

    @Test
    void noMoreAreAnsweredAtOnceThanMay() throws Exception {
        CountDownLatch reading = new CountDownLatch(MetricsResource.MOST_AT_ONCE);
        CountDownLatch read = new CountDownLatch(1);
        List<Thread> slow = Stream.generate(() -> Thread.ofVirtual().start(() -> {
                    try {
                        answer().write(new Slow(reading, read));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .limit(MetricsResource.MOST_AT_ONCE)
                .toList();
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> answer().write(OutputStream.nullOutputStream()))
                .isInstanceOf(UnavailableException.class);

        read.countDown();
        for (Thread thread : slow) {
            thread.join();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        answer().write(body);
        assertThat(body.toString(UTF_8)).contains("one 1.0");
    }

    @Test
    void whoGoesAwayIsNoErrorAndMakesRoom() throws Exception {
        for (int i = 0; i <= MetricsResource.MOST_AT_ONCE; i++) {
            answer().write(new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("Connection reset");
                }
            });
        }

        ByteArrayOutputStream body = new ByteArrayOutputStream();
        answer().write(body);
        assertThat(body.toString(UTF_8)).contains("one 1.0");
    }

    /** A reader that takes nothing until it is told to. */
    private static final class Slow extends OutputStream {

        private final CountDownLatch reading;
        private final CountDownLatch read;

        Slow(CountDownLatch reading, CountDownLatch read) {
            this.reading = reading;
            this.read = read;
        }

        @Override
        public void write(int b) throws IOException {
            reading.countDown();
            try {
                read.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
