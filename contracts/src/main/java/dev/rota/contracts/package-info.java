/** What the services agree on: the generated Avro records and the topic catalogue. */
@NullMarked
package dev.rota.contracts;

import org.jspecify.annotations.NullMarked;
