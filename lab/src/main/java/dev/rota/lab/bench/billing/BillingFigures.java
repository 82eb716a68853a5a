package dev.rota.lab.bench.billing;

/** Names of what a run measures. */
final class BillingFigures {

    /** Invoices committed per second of the window; by card, settled ones. */
    static final String INVOICES_PER_SECOND = "invoicesPerSecond";

    /** How long the window was, in seconds. */
    static final String WINDOW_SECONDS = "windowSeconds";

    /** As {@link #INVOICES_PER_SECOND}, but from the first committed invoice on: what is compiled meanwhile is in it. */
    static final String COLD_PER_SECOND = "coldInvoicesPerSecond";

    /** Processor time of who writes, per invoice of the window, in microseconds. */
    static final String CPU_MICROS = "cpuMicrosPerInvoice";

    /** Processor time of all the database's processes, per invoice of the window, in microseconds. */
    static final String DATABASE_CPU_MICROS = "databaseCpuMicrosPerInvoice";

    /** Invoices per transaction, of the whole run. */
    static final String BATCH = "invoicesPerTransaction";

    /** How long one call of the gateway took within the window, in milliseconds, as the service measured it. */
    static final String CHARGE_MILLIS = "chargeMillis";

    /** What all workers could do at most: their number divided by the time of one call. */
    static final String IDEAL_PER_SECOND = "idealPerSecond";

    /** Events that were to be billed, each counted once. */
    static final String EVENTS = "events";

    /** Records that carried them: some events come twice. */
    static final String RECORDS = "records";

    /** Invoices there are at the end; by card, paid ones. */
    static final String INVOICES = "invoices";

    /** Events without an invoice. */
    static final String MISSING = "missing";

    /** Invoices beyond the first of an event, and those of no event that was sent. */
    static final String SURPLUS = "surplus";

    /** Charges in the gateway's ledger. */
    static final String CHARGES = "charges";

    /** Events that the gateway did not charge exactly once and approve. */
    static final String WRONG_CHARGES = "wrongCharges";

    /** Requests that the gateway served in answer to those charges: as many, unless one was asked for twice. */
    static final String CHARGE_REQUESTS = "chargeRequests";

    private BillingFigures() {}
}
