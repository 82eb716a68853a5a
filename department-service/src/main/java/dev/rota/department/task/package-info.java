/** The department's work: which tasks an event makes, and the book they are kept in. */
@NullMarked
package dev.rota.department.task;

import org.jspecify.annotations.NullMarked;
