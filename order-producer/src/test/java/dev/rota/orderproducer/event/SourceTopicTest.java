package dev.rota.orderproducer.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.PatientCheckout;
import dev.rota.contracts.TopicCatalogue;
import org.junit.jupiter.api.Test;

/** Holds the topics of this service against the catalogue. */
class SourceTopicTest {

    private final TopicCatalogue catalogue = TopicCatalogue.load();

    @Test
    void everyTopicIsInTheCatalogueWithTheSchemaThatIsWrittenToIt() {
        assertThat(catalogue.topic(SourceTopic.ORDER_EVENTS.topicName()).schema())
                .contains(OrderEvent.getClassSchema());
        assertThat(catalogue.topic(SourceTopic.PATIENT_CHECKOUT.topicName()).schema())
                .contains(PatientCheckout.getClassSchema());
    }
}
