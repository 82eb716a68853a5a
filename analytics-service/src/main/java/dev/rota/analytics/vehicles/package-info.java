/** How fast ambulances go, and which are too fast. */
@NullMarked
package dev.rota.analytics.vehicles;

import org.jspecify.annotations.NullMarked;
