package dev.rota.keyedconsumer;

/** Works at the head of a lane. Called on handler threads; nothing that user code throws comes out of it. */
interface Processor {

    /**
     * Makes one attempt.
     *
     * @param head the first record of its lane, begun; the processor may begin those that follow it
     */
    Outcome process(Delivery head);
}
