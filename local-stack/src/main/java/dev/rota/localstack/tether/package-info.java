/** The agent that ends a child process when its parent is gone. */
@NullMarked
package dev.rota.localstack.tether;

import org.jspecify.annotations.NullMarked;
