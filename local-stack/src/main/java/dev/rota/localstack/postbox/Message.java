package dev.rota.localstack.postbox;

import java.time.Instant;
import java.util.Optional;

/**
 * A message that came.
 *
 * @param number its place in the order of arrival, over both channels, from 1
 * @param channel the way it took
 * @param id of a mail its Message-ID as the header has it, in angle brackets; of a text message its idempotency key
 * @param to the one recipient; a mail to several is a message for each of them
 * @param subject of a mail that has one
 * @param text of a mail its plain text, or its HTML if it has no other; lines end in {@code \n}
 * @param at when it came
 */
public record Message(
        long number, Channel channel, String id, String to, Optional<String> subject, String text, Instant at) {}
