/** Whether billing has asked for what was ordered, once and in time. */
@NullMarked
package dev.rota.analytics.reconciliation;

import org.jspecify.annotations.NullMarked;
