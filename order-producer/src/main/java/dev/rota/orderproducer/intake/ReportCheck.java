package dev.rota.orderproducer.intake;

import dev.rota.orderproducer.problem.JsonProblems;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Set;

/** Whether a report is valid: one judge, with the same words, for a request's body and for a line of many. Thread-safe. */
@Singleton
class ReportCheck {

    private final Validator validator;

    ReportCheck(Validator validator) {
        this.validator = validator;
    }

    /** @throws HttpProblem with status 400 that names the fields, if it is not valid */
    void requireValid(Report report) {
        Set<ConstraintViolation<Report>> violations = validator.validate(report);
        if (!violations.isEmpty()) {
            throw JsonProblems.of(violations);
        }
    }
}
