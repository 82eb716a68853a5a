package dev.rota.analytics.query;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A partition that is not in an answer.
 *
 * @param partition which
 * @param reason why nobody could say what it has
 */
@Schema(name = "Missing")
record Missing(int partition, String reason) {}
