/** The group member that reads orders and checkouts and has them billed. */
@NullMarked
package dev.rota.billing.consuming;

import org.jspecify.annotations.NullMarked;
