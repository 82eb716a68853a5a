/**
 * One run of one contender: what happens in the child process, and what parent and child tell each other. Only the
 * class of the contender that runs touches its library, for the others' are not on the class path.
 */
@NullMarked
package dev.rota.lab.bench.contender;

import org.jspecify.annotations.NullMarked;
