/** Every refusal as {@code application/problem+json} (RFC 9457) that names the field at fault. */
@NullMarked
package dev.rota.orderproducer.problem;

import org.jspecify.annotations.NullMarked;
