package dev.rota.lab.bench.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScrapedTest {

    private final Scraped scraped = Scraped.of("""
            # HELP kafka_consumergroup_lag Records between the group and the end
            # TYPE kafka_consumergroup_lag gauge
            kafka_consumergroup_lag{consumergroup="a } group",topic="t",partition="0",} 12.0
            kafka_consumergroup_lag{consumergroup="b",topic="t",partition="0",} 3.0
            kafka_consumergroup_lag_sum{consumergroup="b",topic="t",} 40.0
            tick_seconds_count{outcome="success",} 7.0
            tick_seconds_count{outcome="failure",} 2.0
            uptime_seconds 1.5E3
            """.getBytes(StandardCharsets.UTF_8));

    @Test
    void seriesAreCountedAndCommentsAreNot() {
        assertThat(scraped.series()).isEqualTo(6);
    }

    @Test
    void aNameThatBeginsLikeAnotherIsAnother() {
        assertThat(scraped.series("kafka_consumergroup_lag")).isEqualTo(2);
        assertThat(scraped.sum("kafka_consumergroup_lag")).isEqualTo(15);
    }

    @Test
    void seriesCanBeToldApartByALabel() {
        assertThat(scraped.sum("tick_seconds_count", "outcome=\"failure\"")).isEqualTo(2);
    }

    @Test
    void aSeriesNeedsNoLabels() {
        assertThat(scraped.sum("uptime_seconds")).isEqualTo(1_500);
    }

    @Test
    void whatIsNotThereAddsUpToNothing() {
        assertThat(scraped.sum("downtime_seconds")).isZero();
    }
}
