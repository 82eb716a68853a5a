-- An index of the dead-letter topic, for operators: one row for each letter, with everything that is needed to send it back.
CREATE TABLE dead_letters (
    id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    letter_topic     text        NOT NULL,
    letter_partition int         NOT NULL,
    letter_offset    bigint      NOT NULL,
    dead_at          timestamptz NOT NULL,
    origin_topic     text,
    origin_partition int,
    origin_offset    bigint,
    origin_timestamp bigint,
    reason           text        NOT NULL,
    stage            text,
    exception        text,
    message          text,
    attempts         int,
    key              bytea,
    value            bytea,
    headers          json        NOT NULL,
    redriven_at      timestamptz,
    redriven_by      text,
    redrives         int         NOT NULL DEFAULT 0,
    -- A letter that comes again finds itself here; one at the same place of a topic that was made anew does not.
    UNIQUE (letter_topic, letter_partition, letter_offset, dead_at)
);

COMMENT ON COLUMN dead_letters.dead_at IS 'The letter''s own timestamp: when it was given up';
COMMENT ON COLUMN dead_letters.origin_topic IS 'Null, as all that follows up to attempts may be, if the letter does not say';
COMMENT ON COLUMN dead_letters.origin_timestamp IS 'Milliseconds since the epoch, as the record has it';
-- json rather than jsonb, which could not hold every name that Kafka can.
COMMENT ON COLUMN dead_letters.headers IS 'The record''s own headers in order: [{"name": text, "value": base64 or null}]';

CREATE INDEX dead_letters_by_reason ON dead_letters (reason, id);
CREATE INDEX dead_letters_by_age ON dead_letters (dead_at);
CREATE INDEX dead_letters_waiting ON dead_letters (reason, origin_topic, origin_partition, origin_offset, id)
    WHERE redriven_at IS NULL;

-- Who sent what back. A row is there before the record is sent, so one that was never completed tells of a crash in between.
CREATE TABLE redrive_audit (
    id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Deliberately no foreign key: this outlives the letter.
    dead_letter_id   bigint      NOT NULL,
    actor            text        NOT NULL,
    requested_at     timestamptz NOT NULL DEFAULT now(),
    request          json        NOT NULL,
    completed_at     timestamptz,
    outcome          text        CHECK (outcome IN ('redriven', 'unacknowledged', 'refused')),
    topic            text,
    partition        int,
    record_offset    bigint,
    CHECK ((completed_at IS NULL) = (outcome IS NULL))
);

COMMENT ON COLUMN redrive_audit.request IS 'What was asked for: one letter, or the selector of many';

CREATE INDEX redrive_audit_by_letter ON redrive_audit (dead_letter_id, id);
