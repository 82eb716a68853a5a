-- Records that made no entry in the inbox. With the inbox, they say up to where a partition was dealt with, and hence what was
-- committed and never was.
CREATE TABLE passed_over (
    topic         text        NOT NULL,
    partition     int         NOT NULL,
    record_offset bigint      NOT NULL,
    reason        text        NOT NULL,
    passed_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, record_offset)
);

COMMENT ON COLUMN passed_over.reason IS 'Why it was given up; or that its event had come before, in another record';

CREATE INDEX inbox_by_place ON inbox (topic, partition, record_offset);

ALTER TABLE inbox ADD COLUMN handled_by text;

COMMENT ON COLUMN inbox.handled_by IS 'The replica';
