package dev.rota.orderproducer.intake;

import io.quarkiverse.resteasy.problem.HttpProblem;

/**
 * A report that was not taken, or of which nobody knows. It is an answer like others, may come thousands of times in a second,
 * and has neither a stack trace nor a place in the log.
 */
final class NotTakenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient HttpProblem problem;

    NotTakenException(HttpProblem problem) {
        super(problem.getDetail(), null, false, false);
        this.problem = problem;
    }

    /** What the caller is told. */
    HttpProblem problem() {
        return problem;
    }
}
