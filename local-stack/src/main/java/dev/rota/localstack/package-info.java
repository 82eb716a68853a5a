/** Starts the whole house, or the parts a test needs, as real processes on this machine. */
@NullMarked
package dev.rota.localstack;

import org.jspecify.annotations.NullMarked;
