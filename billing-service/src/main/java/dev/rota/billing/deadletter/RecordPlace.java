package dev.rota.billing.deadletter;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Where a record stands. */
@Schema(name = "RecordPlace")
record RecordPlace(String topic, int partition, long offset) {}
