package dev.rota.lab.bench.lag;

/** Names of what a turn measures. */
final class Figures {

    /** Of a tick, of a pass over all groups, or of a scrape. The monitor's is the mean of the turn's ticks. */
    static final String SECONDS = "seconds";

    /** Ticks that a turn of the monitor is the mean of. */
    static final String TICKS = "ticks";

    /** What of a tick is the evaluation, for each partition of each group, in microseconds. */
    static final String EVALUATION_MICROS = "evaluationMicrosPerPartition";

    /** What of a tick are advice how to scale and the rules of alerts, for a hundred thousand partitions of groups, in seconds. */
    static final String ADVICE_SECONDS = "adviceSecondsPer100kPartitions";

    /** Processor time of the monitor, for each tick. */
    static final String CPU_SECONDS = "cpuSecondsPerTick";

    /** How long the monitor's collections stopped it, for each tick. */
    static final String PAUSE_SECONDS = "pauseSecondsPerTick";

    /** What is alive on the monitor's heap, in MiB. */
    static final String LIVE_MIB = "liveMiB";

    /** The same, and what a day of history would add to it at the most, by computation. */
    static final String LIVE_AFTER_A_DAY_MIB = "liveAfterADayMiB";

    /** Of a scrape. */
    static final String SERIES = "series";

    static final String MEGABYTES = "megabytes";

    /** How long a scrape takes for each hundred thousand series. */
    static final String SECONDS_PER_100K_SERIES = "secondsPer100kSeries";

    private Figures() {}
}
