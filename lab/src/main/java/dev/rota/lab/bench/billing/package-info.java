/**
 * billing-service's benchmark: the packaged service as a process, from Kafka to PostgreSQL, beside what a plain program
 * gets out of the same database.
 */
@NullMarked
package dev.rota.lab.bench.billing;

import org.jspecify.annotations.NullMarked;
