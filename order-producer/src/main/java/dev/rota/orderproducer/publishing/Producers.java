package dev.rota.orderproducer.publishing;

import org.apache.kafka.clients.producer.Producer;

/**
 * The producers.
 *
 * @param single of {@link Dispatch#SINGLE}
 * @param bulk of {@link Dispatch#BULK}
 */
record Producers(Producer<String, byte[]> single, Producer<String, byte[]> bulk) {

    Producer<String, byte[]> of(Dispatch dispatch) {
        return switch (dispatch) {
            case SINGLE -> single;
            case BULK -> bulk;
        };
    }
}
