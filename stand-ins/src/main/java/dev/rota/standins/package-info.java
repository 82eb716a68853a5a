/** The payment gateway and the postbox as one program. */
@NullMarked
package dev.rota.standins;

import org.jspecify.annotations.NullMarked;
