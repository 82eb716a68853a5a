package dev.rota.billing.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long rows are kept that serve a purpose for a while only. Invoices and credit notes are kept for good. */
@ConfigMapping(prefix = "rota.billing.retention")
interface RetentionConfig {

    /**
     * How long an event is remembered that was acted on. Longer than it can come again: the retention of the topics, and
     * that of the dead letters, from which it may be sent back.
     */
    @WithDefault("P45D")
    Duration inbox();

    /** How long announcements are kept that were sent. */
    @WithDefault("P7D")
    Duration outbox();

    /** How long dead letters are listed and may be sent back; as long as their topic keeps them. */
    @WithDefault("P30D")
    Duration deadLetters();

    /** How often to look. */
    @WithDefault("10M")
    Duration interval();

    /** Rows deleted in one statement, at most. */
    @WithDefault("1000")
    @Min(1) int batchSize();
}
