/** How the records spread over the partitions. */
@NullMarked
package dev.rota.orderproducer.distribution;

import org.jspecify.annotations.NullMarked;
