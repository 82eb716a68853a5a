/**
 * A stand-in for the company that takes the money: idempotent, durable, and as slow and unreliable as it is told to be. How it
 * speaks JSON over HTTP is public, for the other stand-ins.
 */
@NullMarked
package dev.rota.localstack.gateway;

import org.jspecify.annotations.NullMarked;
