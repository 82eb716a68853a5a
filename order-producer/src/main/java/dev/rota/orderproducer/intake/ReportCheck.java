package dev.rota.orderproducer.intake;

import dev.rota.orderproducer.problem.JsonProblems;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Set;

/**
 * Whether a report is valid, the same for one that is a request's body and one that is a line. Thread-safe.
 *
 * <p>It is asked directly: {@code @Valid} at a resource's method takes several times as long as the check itself.
 */
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
