/** The topology as a whole: what it reads, and what it is made of. */
@NullMarked
package dev.rota.analytics.topology;

import org.jspecify.annotations.NullMarked;
