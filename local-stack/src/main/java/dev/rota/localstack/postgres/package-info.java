/** A real PostgreSQL. */
@NullMarked
package dev.rota.localstack.postgres;

import org.jspecify.annotations.NullMarked;
