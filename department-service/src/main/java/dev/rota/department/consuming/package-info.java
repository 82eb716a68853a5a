/** From Kafka to the department's work: read, handle, acknowledge or give up, and tell what was done. */
@NullMarked
package dev.rota.department.consuming;

import org.jspecify.annotations.NullMarked;
