package dev.rota.orderproducer.intake;

import dev.rota.orderproducer.event.OutgoingEvent;
import dev.rota.orderproducer.publishing.PublishOutcome.Acknowledged;
import java.util.function.Function;

/**
 * An event on its way.
 *
 * @param event what is sent
 * @param receipt what whoever reported it gets once the broker has it
 */
record Submission(OutgoingEvent event, Function<Acknowledged, Receipt> receipt) {}
