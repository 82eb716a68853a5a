/** When something has to be looked at, in a store whose order is that of time. */
@NullMarked
package dev.rota.analytics.deadline;

import org.jspecify.annotations.NullMarked;
