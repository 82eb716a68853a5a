/** How each order gets on: the steps it may take, those it may not, and where it stays for too long. */
@NullMarked
package dev.rota.analytics.lifecycle;

import org.jspecify.annotations.NullMarked;
