/** The commands behind ./rota. */
@NullMarked
package dev.rota.localstack.cli;

import org.jspecify.annotations.NullMarked;
