package dev.rota.orderproducer.intake;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The id of a customer, a patient or an order: safe in a URL, in a log line and as a record key. */
@Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._:-]{0,63}") @ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({FIELD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface EntityId {

    String message() default "must be 1 to 64 letters, digits, '.', '_', ':' or '-', the first a letter or digit";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
