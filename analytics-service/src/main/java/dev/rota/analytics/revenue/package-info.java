/** What customers' orders come to, and who has the most. */
@NullMarked
package dev.rota.analytics.revenue;

import org.jspecify.annotations.NullMarked;
