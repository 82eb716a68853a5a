package dev.rota.lagmonitor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rota.lagmonitor.evaluation.TopicSkew.Arrival;
import dev.rota.lagmonitor.evaluation.TopicSkew.Share;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TopicSkewTest {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    @Test
    void aPartitionThatGetsMostIsHot() {
        TopicSkew topic = skew(1, 1, 8);

        assertThat(topic.arrived()).hasValue(10);
        assertThat(topic.hottest()).contains(new Share(2, 0.8));
        assertThat(topic.skew().orElseThrow()).isEqualTo(2.4, within(1e-9));
        assertThat(topic.hot()).containsExactly(new Share(2, 0.8));
    }

    @Test
    void twiceAsMuchAsTheOthersIsWhatHashingDoes() {
        assertThat(skew(1, 1, 2).hot()).isEmpty();
        assertThat(skew(1, 2).hot()).isEmpty();
        assertThat(skew(1, 3).hot()).containsExactly(new Share(1, 0.75));
    }

    @Test
    void severalMayBeHot() {
        assertThat(skew(0, 0, 50, 0, 0, 30).hot()).extracting(Share::partition).containsExactly(2, 5);
    }

    @Test
    void aTopicOfOnePartitionHasNoHotOne() {
        assertThat(skew(1000).hot()).isEmpty();
        assertThat(skew(1000).skew()).hasValue(1);
    }

    @Test
    void ofAFewRecordsNothingIsSaid() {
        TopicSkew topic = skew(0, 0, 0.2);

        assertThat(topic.arrived()).hasValue(0.2);
        assertThat(topic.hottest()).isEmpty();
        assertThat(topic.skew()).isEmpty();
        assertThat(topic.hot()).isEmpty();
    }

    @Test
    void ofAnIdleTopicNothingIsSaid() {
        TopicSkew topic = skew(0, 0, 0);

        assertThat(topic.arrived()).hasValue(0);
        assertThat(topic.hottest()).isEmpty();
    }

    @Test
    void aPartitionThatIsNotKnownMayBeTheHottest() {
        TopicSkew topic = TopicSkew.of(
                "orders", Map.of(0, new Arrival(OptionalDouble.of(100), true), 1, Arrival.UNKNOWN), WINDOW);

        assertThat(topic.arrived()).isEmpty();
        assertThat(topic.hottest()).isEmpty();
        assertThat(topic.hot()).isEmpty();
    }

    @Test
    void theEndOfAWindowIsNotJudged() {
        TopicSkew topic = TopicSkew.of(
                "orders",
                Map.of(
                        0, new Arrival(OptionalDouble.of(100), true),
                        1, new Arrival(OptionalDouble.of(0), false)),
                WINDOW);

        assertThat(topic.arrived()).hasValue(100);
        assertThat(topic.hottest()).isEmpty();
    }

    @Property
    void sharesAreSharesWhateverComes(@ForAll @Size(min = 1, max = 50) List<@DoubleRange(max = 1e12) Double> rates) {
        TopicSkew topic = skew(rates.stream().mapToDouble(rate -> rate).toArray());

        topic.hottest().ifPresent(hottest -> {
            assertThat(hottest.share()).isBetween(1.0 / rates.size() - 1e-9, 1 + 1e-9);
            assertThat(topic.skew().orElseThrow()).isBetween(1.0, rates.size() + 1e-6);
            topic.hot().forEach(share -> assertThat(share.share()).isLessThanOrEqualTo(hottest.share()));
        });
        assertThat(topic.hot().size()).isLessThanOrEqualTo(rates.size() / 2);
        assertThat(topic.hottest().isEmpty()).isEqualTo(topic.skew().isEmpty());
    }

    @Property
    void chanceAloneMakesNothingHot(
            @ForAll @IntRange(min = 2, max = 50) int partitions,
            @ForAll @IntRange(max = 20_000) int records,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[] written = new double[partitions];
        for (int record = 0; record < records; record++) {
            written[random.nextInt(partitions)]++;
        }
        double[] rates = new double[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            rates[partition] = written[partition] / WINDOW.toSeconds();
        }

        assertThat(skew(rates).hot()).isEmpty();
    }

    @Property
    void whatGetsAllIsHot(
            @ForAll @IntRange(min = 2, max = 50) int partitions,
            @ForAll @DoubleRange(min = 10, max = 1e9) double rate) {
        double[] rates = new double[partitions];
        rates[partitions / 2] = rate;

        assertThat(skew(rates).hot()).containsExactly(new Share(partitions / 2, 1));
    }

    private static TopicSkew skew(double... rates) {
        Map<Integer, Arrival> arrivals = new HashMap<>();
        for (int partition = 0; partition < rates.length; partition++) {
            arrivals.put(partition, new Arrival(OptionalDouble.of(rates[partition]), true));
        }
        return TopicSkew.of("orders", arrivals, WINDOW);
    }
}
