package dev.rota.lab.bench.analytics;

/** Names of what a run measures. */
final class Figures {

    /** Order events of the backlog per second, from when they could be seen until everything that is made of them was committed. */
    static final String EVENTS_PER_SECOND = "eventsPerSecond";

    /** How long that was. */
    static final String WINDOW_SECONDS = "windowSeconds";

    /** Processor time of who works, per event of the backlog, in microseconds. */
    static final String CPU_MICROS = "cpuMicrosPerEvent";

    /** The same of the broker. */
    static final String BROKER_CPU_MICROS = "brokerCpuMicrosPerEvent";

    /** Records that were written per event of the backlog: outputs, changelogs, repartition topics, and markers of transactions. */
    static final String WRITTEN = "writtenRecordsPerEvent";

    /** Records that were sent, warm-up included; some events come twice. */
    static final String RECORDS = "records";

    /** Events that were sent, each counted once, warm-up included. */
    static final String EVENTS = "events";

    /** Outputs and totals that are not what a plain count of the input says, dead letters among them. */
    static final String WRONG = "wrong";

    /** Of those that are wrong, outputs that were due and have not come. */
    static final String MISSING = "missing";

    /** Records of all inputs that were sent per second. */
    static final String RECORDS_PER_SECOND = "recordsPerSecond";

    /** The share of the machine's processors that was busy while counting, by whatever: service, broker, generator and reader. */
    static final String BUSY = "busy";

    /** Stores that were fetched: records per second, of all of them together. */
    static final String RESTORED_PER_SECOND = "restoredRecordsPerSecond";

    /** The same in millions of bytes, as the changelogs have them. */
    static final String RESTORED_MB_PER_SECOND = "restoredMegabytesPerSecond";

    /** Records of all changelogs. */
    static final String CHANGELOG_RECORDS = "changelogRecords";

    /** Keys of the largest store. */
    static final String KEYS = "keys";

    /** From the first record that was fetched to the last. */
    static final String RESTORE_SECONDS = "restoreSeconds";

    /** From the start of the process until it was ready. */
    static final String READY_SECONDS = "readySeconds";

    /** From the kill to the first answer for a key of the one that was killed, in milliseconds. */
    static final String FIRST_ANSWER_MILLIS = "firstAnswerMillis";

    /** From the kill to the first answer of a new owner, in seconds. */
    static final String NEW_OWNER_SECONDS = "newOwnerSeconds";

    /** Questions in between. */
    static final String QUESTIONS = "questions";

    /** Those of them that were not answered. */
    static final String REFUSED = "refused";

    /** Records of other customers' orders that were stored per second meanwhile. */
    static final String FED_PER_SECOND = "fedPerSecond";

    private Figures() {}

    /** Outputs that were timed. */
    static String count(Output output) {
        return output.topic() + " count";
    }

    /** From when an output's cause was due until it could be read, in milliseconds. */
    static String p50(Output output) {
        return output.topic() + " p50Millis";
    }

    static String p99(Output output) {
        return output.topic() + " p99Millis";
    }

    static String longest(Output output) {
        return output.topic() + " longestMillis";
    }
}
