package dev.rota.orderproducer.intake;

import io.quarkiverse.resteasy.problem.HttpProblem;

/** What became of a report, in the words of HTTP. */
sealed interface Answer {

    /** The broker has the event. */
    record Written(Receipt receipt) implements Answer {}

    /** It does not, or nobody knows. */
    record Failed(HttpProblem problem) implements Answer {}
}
