/** What somebody should be told of, by rules on the figures; from tick to tick, without knowing how it is told. */
@NullMarked
package dev.rota.lagmonitor.alerting;

import org.jspecify.annotations.NullMarked;
