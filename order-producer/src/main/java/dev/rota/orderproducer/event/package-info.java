/** What this service sends, free of how it is sent: events, their ids and their money. */
@NullMarked
package dev.rota.orderproducer.event;

import org.jspecify.annotations.NullMarked;
