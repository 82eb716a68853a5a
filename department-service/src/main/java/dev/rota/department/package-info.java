/** Departments of the hospital: each hears of the same events in its own time, from its own offsets. */
@NullMarked
package dev.rota.department;

import org.jspecify.annotations.NullMarked;
