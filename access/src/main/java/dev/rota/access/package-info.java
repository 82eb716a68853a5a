/** Who may read and who may change things, the same in every service. */
@NullMarked
package dev.rota.access;

import org.jspecify.annotations.NullMarked;
