package dev.rota.orderproducer.intake;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A time at which something reported today can have happened: late reports are fine, other clocks may run ahead. */
@Constraint(validatedBy = PlausibleInstant.Range.class)
@Target({FIELD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface PlausibleInstant {

    String message() default "must be from the year 2000 on and at most one day ahead of now";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Keeps out what is not a date at all; it would also not fit the milliseconds of the Avro schema. */
    class Range implements ConstraintValidator<PlausibleInstant, Instant> {

        private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
        private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);

        @Override
        public boolean isValid(@Nullable Instant instant, ConstraintValidatorContext context) {
            return instant == null
                    || !(instant.isBefore(EARLIEST)
                            || instant.isAfter(context.getClockProvider()
                                    .getClock()
                                    .instant()
                                    .plus(CLOCK_TOLERANCE)));
        }
    }
}
