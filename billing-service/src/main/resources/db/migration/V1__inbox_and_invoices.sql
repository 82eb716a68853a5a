-- Every event billing has acted on. An event that comes again finds itself here and changes nothing.
CREATE TABLE inbox (
    event_id      uuid        PRIMARY KEY,
    topic         text        NOT NULL,
    partition     int         NOT NULL,
    record_offset bigint      NOT NULL,
    received_at   timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE inbox IS 'Events acted on, by event id; written in the transaction that acts';

CREATE TABLE invoices (
    id              uuid          PRIMARY KEY,
    -- Drawn when the invoice is written: of one customer, a later event always has the higher number.
    number          bigint        GENERATED ALWAYS AS IDENTITY UNIQUE,
    source_event_id uuid          NOT NULL UNIQUE REFERENCES inbox (event_id),
    source          text          NOT NULL CHECK (source IN ('ORDER', 'CHECKOUT')),
    customer_id     text          NOT NULL,
    reference       text          NOT NULL,
    amount          numeric(19, 4) NOT NULL CHECK (amount > 0),
    currency        char(3)       NOT NULL,
    occurred_at     timestamptz   NOT NULL,
    issued_at       timestamptz   NOT NULL DEFAULT now()
);

COMMENT ON COLUMN invoices.customer_id IS 'The customer of an order, the patient of a checkout';
COMMENT ON COLUMN invoices.reference IS 'The order id of an order; the event id of a checkout';

CREATE INDEX invoices_by_customer ON invoices (customer_id, number);
