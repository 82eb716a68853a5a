/** What the stores hold, over HTTP, whichever replica has it. */
@NullMarked
package dev.rota.analytics.query;

import org.jspecify.annotations.NullMarked;
