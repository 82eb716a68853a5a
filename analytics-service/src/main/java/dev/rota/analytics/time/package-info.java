/** What time it is, by events: in a partition of an input, and behind a repartition where many of them meet. */
@NullMarked
package dev.rota.analytics.time;

import org.jspecify.annotations.NullMarked;
