/** A real schema registry, with the house's schemas in it. */
@NullMarked
package dev.rota.localstack.registry;

import org.jspecify.annotations.NullMarked;
