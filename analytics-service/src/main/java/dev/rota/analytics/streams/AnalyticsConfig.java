package dev.rota.analytics.streams;

import dev.rota.analytics.revenue.RevenueStream;
import dev.rota.analytics.topology.Analysis;
import dev.rota.analytics.topology.TopologySettings;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What analytics remembers and waits for, and how it runs. {@link StreamsSettings} makes Kafka Streams' settings of it. */
@ConfigMapping(prefix = "rota.analytics")
public interface AnalyticsConfig {

    /** What a crash may do to the results. */
    enum Guarantee {
        /** Nothing. */
        EXACTLY_ONCE,
        /** Records since the last commit are counted twice. For comparison. */
        AT_LEAST_ONCE
    }

    /** How instances find their tasks. */
    enum Protocol {
        /** One of them decides. */
        CLASSIC,
        /** The brokers decide. */
        STREAMS
    }

    /** What becomes of the membership when an instance stops. */
    enum OnStop {
        /** Others take its tasks over at once. */
        LEAVE,
        /** Its tasks wait for it until its session is over. */
        STAY
    }

    /** Which racks a task may be read from. */
    enum RackStrategy {
        /** Any. */
        NONE,
        /** Its own, where that can be had. */
        MIN_TRAFFIC,
        /** Its own, so far as tasks stay evenly spread. */
        BALANCE_SUBTOPOLOGY
    }

    /** The consumer group, and the beginning of the names of all internal topics. */
    @WithDefault("order-analytics")
    String applicationId();

    @WithDefault("exactly-once")
    Guarantee guarantee();

    @WithDefault("classic")
    Protocol protocol();

    /** This instance's name, unlike any other's: {@code rota.instance}. */
    Optional<String> instance();

    /** Whether the group knows an instance that comes back by its name; on {@code classic} only. */
    @WithDefault("false")
    boolean staticMembership();

    /** {@code stay} with static membership, {@code leave} without, unless it is set. */
    Optional<OnStop> onStop();

    /** How long a stop waits, for the last commit above all, once requests have had {@code quarkus.shutdown.timeout}. */
    @WithDefault("7S")
    Duration stopWithin();

    /** After how long without a sign of life others take over, on {@code classic}: 45 s with static membership, 10 s without. */
    Optional<Duration> sessionTimeout();

    /** Where stores are kept, each instance's by itself. */
    @WithDefault("state/${rota.instance:order-analytics}")
    Path stateDir();

    /** Copies of each store on other instances. */
    @WithDefault("1")
    @Min(0) int standbyReplicas();

    /** Offsets up to which a standby may be behind, to answer queries while others are not there. */
    @WithDefault("10000")
    @Min(0) long staleRecords();

    @WithDefault("100MS")
    Duration commitInterval();

    /** How long a transaction may take; for so long nobody reads on after an instance has frozen or was killed. */
    @WithDefault("10S")
    Duration transactionTimeout();

    @WithDefault("2")
    @Min(1) int threads();

    /** Of records on their way into stores, of all threads; on the heap. */
    @WithDefault("64M")
    MemorySize cache();

    /** Of RocksDB, of all stores; outside of the heap. */
    @WithDefault("128M")
    MemorySize rocksdbMemory();

    /** Where other instances reach this one's HTTP: {@code host:port}. */
    @WithDefault("localhost:${quarkus.http.port}")
    String advertised();

    /** The rack that this instance stands in, as brokers name theirs. */
    Optional<String> rack();

    @WithDefault("none")
    RackStrategy rackStrategy();

    /** What else tells where this instance stands: {@code zone} for instance. */
    Map<String, String> tags();

    /** The tags over whose values a store's copies are spread; {@code rack} if that is set, unless told. */
    Optional<List<String>> spreadOver();

    /** For how long in a row threads may be replaced, until this instance gives up. */
    @WithDefault("10M")
    Duration restartWindow();

    /** How long a record waits for a schema registry that does not answer. */
    @WithDefault("1M")
    Duration registryPatience();

    /** The longest event, headers included. What is made of an event is not much longer, and must fit into a topic. */
    @WithDefault("256K")
    MemorySize longestEvent();

    /** What is made of the inputs: all that can be, unless told. */
    Optional<Set<Analysis>> analyses();

    /** How long an event is known, that it is not counted again. */
    @WithDefault("1H")
    Duration dedupWindow();

    /** How long after its last step an order is remembered. */
    @WithDefault("30D")
    Duration orderMemory();

    /** How long an order may stay where it is, unless that is its end. */
    @WithDefault("24H")
    Duration stuckAfter();

    /** How long a minute's late events are waited for. */
    @WithDefault("1M")
    Duration grace();

    /** How long a minute's result can be asked for. */
    @WithDefault("1D")
    Duration minuteMemory();

    /** How long billing may take for a confirmed order. */
    @WithDefault("10M")
    Duration billedWithin();

    /** After how long without a record a partition is idle: it holds up nobody's time any more, and where all are it goes on by the clock. */
    @WithDefault("1M")
    Duration idleAfter();

    Speed speed();

    /** What an ambulance may do. */
    interface Speed {

        /** How fast it may be. */
        @WithDefault("120")
        @Positive double limitKmph();

        /** How many readings in a row above the limit make an episode. */
        @WithDefault("3")
        @Min(1) int readings();

        /** Over how long before its last reading its speed is averaged. */
        @WithDefault("5M")
        Duration average();
    }

    /** What becomes of the membership when this instance stops, whether it was told or not. */
    default OnStop whenStopped() {
        return onStop().orElse(staticMembership() ? OnStop.STAY : OnStop.LEAVE);
    }

    /** After how long without a sign of life others take over, whether it was told or not. */
    default Duration session() {
        return sessionTimeout().orElse(Duration.ofSeconds(staticMembership() ? 45 : 10));
    }

    /** What the topology is told. */
    default TopologySettings topology() {
        return new TopologySettings(
                analyses().orElse(EnumSet.allOf(Analysis.class)),
                dedupWindow(),
                orderMemory(),
                stuckAfter(),
                grace(),
                minuteMemory(),
                billedWithin(),
                idleAfter(),
                RevenueStream.PARTITIONS,
                new TopologySettings.Speed(speed().limitKmph(), speed().readings(), speed().average()));
    }
}
