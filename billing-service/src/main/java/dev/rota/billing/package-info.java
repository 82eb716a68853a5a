/** Bills every confirmed order and every checkout once. */
@NullMarked
package dev.rota.billing;

import org.jspecify.annotations.NullMarked;
