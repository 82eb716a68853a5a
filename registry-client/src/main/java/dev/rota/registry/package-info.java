/** What the schema registry may do to those who ask it, and what it costs to ask. */
@NullMarked
package dev.rota.registry;

import org.jspecify.annotations.NullMarked;
