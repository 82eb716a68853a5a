package dev.rota.billing.deadletter;

import java.util.Optional;

/**
 * Which letters are meant; what is empty selects all.
 *
 * @param reason given up for this reason
 * @param topic read from this topic
 * @param redriven sent back at least once, or never
 */
record LetterSelector(Optional<String> reason, Optional<String> topic, Optional<Boolean> redriven) {}
