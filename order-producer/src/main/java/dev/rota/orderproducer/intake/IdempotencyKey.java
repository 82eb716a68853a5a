package dev.rota.orderproducer.intake;

import static java.lang.annotation.ElementType.PARAMETER;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code Idempotency-Key} headers of a request (draft-ietf-httpapi-idempotency-key-header): none, or one, as it stands. */
@Constraint(validatedBy = IdempotencyKey.AtMostOne.class)
@Target(PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@interface IdempotencyKey {

    /** The header's name. */
    String HEADER = "Idempotency-Key";

    String message() default "must be given at most once, with 1 to 255 printable ASCII characters";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** A key that is there but unusable must not pass for none: the caller counts on it. */
    class AtMostOne implements ConstraintValidator<IdempotencyKey, List<String>> {

        private static final Pattern PRINTABLE_ASCII = Pattern.compile("[\\x20-\\x7E]{1,255}");

        @Override
        public boolean isValid(@Nullable List<String> headers, ConstraintValidatorContext context) {
            return headers == null
                    || headers.isEmpty()
                    || (headers.size() == 1
                            && PRINTABLE_ASCII.matcher(headers.getFirst()).matches());
        }
    }
}
