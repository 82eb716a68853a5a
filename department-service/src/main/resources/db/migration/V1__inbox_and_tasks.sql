-- Every event the department has handled, with or without tasks. An event that comes again finds itself here.
CREATE TABLE inbox (
    event_id      uuid        PRIMARY KEY,
    topic         text        NOT NULL,
    partition     int         NOT NULL,
    record_offset bigint      NOT NULL,
    handled_at    timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE inbox IS 'Events handled, by event id; written in the transaction that handles';

CREATE TABLE tasks (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id    uuid        NOT NULL REFERENCES inbox (event_id),
    kind        text        NOT NULL,
    subject     text        NOT NULL,
    detail      text        NOT NULL,
    due_at      timestamptz NOT NULL,
    done_at     timestamptz NOT NULL DEFAULT now()
);

COMMENT ON COLUMN tasks.subject IS 'Whom or what it is about: a room, a patient, a vehicle';
COMMENT ON COLUMN tasks.due_at IS 'By when it should be done, counted from when the event happened';

CREATE INDEX tasks_by_kind ON tasks (kind, id);
