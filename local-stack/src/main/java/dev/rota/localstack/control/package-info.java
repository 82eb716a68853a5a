/** How a second terminal talks to the running launcher. */
@NullMarked
package dev.rota.localstack.control;

import org.jspecify.annotations.NullMarked;
