/** The house's own services, known as processes and HTTP endpoints only. */
@NullMarked
package dev.rota.localstack.service;

import org.jspecify.annotations.NullMarked;
