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
import org.jspecify.annotations.Nullable;

/** The id of a customer, a patient or an order: safe in a URL, in a log line and as a record key. */
@Constraint(validatedBy = EntityId.Safe.class)
@Target({FIELD, PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface EntityId {

    String message() default "must be 1 to 64 letters, digits, '.', '_', ':' or '-', the first a letter or digit";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Looks at each character itself: every event comes by here, and a regular expression takes several times as long. */
    class Safe implements ConstraintValidator<EntityId, String> {

        private static final int MAX_LENGTH = 64;

        @Override
        public boolean isValid(@Nullable String id, ConstraintValidatorContext context) {
            if (id == null) {
                return true;
            }
            if (id.isEmpty() || id.length() > MAX_LENGTH || !isLetterOrDigit(id.charAt(0))) {
                return false;
            }
            for (int at = 1; at < id.length(); at++) {
                char c = id.charAt(at);
                if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != ':' && c != '-') {
                    return false;
                }
            }
            return true;
        }

        /** Of ASCII: others are not safe everywhere. */
        private static boolean isLetterOrDigit(char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        }
    }
}
