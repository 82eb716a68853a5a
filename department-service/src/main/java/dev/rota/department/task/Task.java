package dev.rota.department.task;

import java.time.Instant;

/**
 * Something to be done.
 *
 * @param kind what
 * @param subject whom or what it is about
 * @param detail what else one has to know; may be empty
 * @param dueAt by when
 */
public record Task(Kind kind, String subject, String detail, Instant dueAt) {

    /** What there is to do. */
    public enum Kind {
        /** The subject is a room. */
        CLEAN_ROOM,

        /** The subject is a patient, the detail a medicine. */
        FILL_PRESCRIPTION,

        /** The subject is a vehicle, the detail its speed. */
        CALL_DRIVER,

        /** The subject is a customer, the detail what the mail says. */
        SEND_EMAIL,

        /** The subject is a customer, the detail what the SMS says. */
        SEND_SMS;

        /** Whether it is done when a customer is told. */
        public boolean isMessage() {
            return this == SEND_EMAIL || this == SEND_SMS;
        }
    }
}
