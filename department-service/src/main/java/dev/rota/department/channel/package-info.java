/** Which department this is, and how its channel reads, works and commits. */
@NullMarked
package dev.rota.department.channel;

import org.jspecify.annotations.NullMarked;
