-- Who may write for a partition: whoever raised its epoch last.
CREATE TABLE partition_owner (
    topic       text        NOT NULL,
    partition   int         NOT NULL,
    epoch       bigint      NOT NULL,
    owner       text        NOT NULL,
    acquired_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition)
);

COMMENT ON TABLE partition_owner IS 'Raised at each assignment; every work transaction reads its row FOR SHARE and gives up if the epoch is not its own';

-- The inbox is pruned, invoices are not.
ALTER TABLE invoices DROP CONSTRAINT invoices_source_event_id_fkey;
CREATE INDEX inbox_by_age ON inbox (received_at);

-- What was written before there was a gateway was never charged.
ALTER TABLE invoices
    ADD COLUMN state text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('PENDING', 'PAID', 'DECLINED', 'OPEN')),
    ADD COLUMN payment_id text,
    ADD COLUMN settled_at timestamptz,
    ADD CHECK ((payment_id IS NOT NULL) = (state IN ('PAID', 'DECLINED'))),
    ADD CHECK ((settled_at IS NOT NULL) = (state IN ('PAID', 'DECLINED')));
ALTER TABLE invoices ALTER COLUMN state DROP DEFAULT;
COMMENT ON COLUMN invoices.state IS 'PENDING: the charge is not known to have ended. OPEN: on account, never charged';
COMMENT ON COLUMN invoices.payment_id IS 'What the payment gateway calls the charge';

CREATE INDEX invoices_by_order ON invoices (reference) WHERE source = 'ORDER';

CREATE TABLE credit_notes (
    id              uuid           PRIMARY KEY,
    number          bigint         GENERATED ALWAYS AS IDENTITY UNIQUE,
    source_event_id uuid           NOT NULL UNIQUE,
    invoice_id      uuid           NOT NULL UNIQUE REFERENCES invoices (id),
    amount          numeric(19, 4) NOT NULL CHECK (amount > 0),
    state           text           NOT NULL CHECK (state IN ('PENDING', 'PAID', 'DECLINED', 'OPEN')),
    refund_id       text,
    issued_at       timestamptz    NOT NULL DEFAULT now(),
    settled_at      timestamptz
);

COMMENT ON COLUMN credit_notes.state IS 'PENDING: the refund is not known to have ended; then the state of the invoice it takes back';

CREATE TABLE cancellations (
    order_id     text        NOT NULL,
    customer_id  text        NOT NULL,
    cancelled_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (order_id, customer_id)
);

COMMENT ON TABLE cancellations IS 'Orders not to be billed any more: a confirmation that comes late, out of the dead letters for instance, finds itself here';

CREATE INDEX cancellations_by_age ON cancellations (cancelled_at);

-- What the topic invoices has to be told, in this order for each debtor.
CREATE TABLE outbox (
    id              bigint         GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id        uuid           NOT NULL DEFAULT gen_random_uuid(),
    document_id     uuid           NOT NULL,
    source_event_id uuid           NOT NULL,
    source          text           NOT NULL,
    kind            text           NOT NULL CHECK (kind IN ('INVOICE', 'CREDIT_NOTE')),
    state           text           NOT NULL,
    debtor_id       text           NOT NULL,
    reference       text           NOT NULL,
    amount          numeric(19, 4) NOT NULL,
    currency        char(3)        NOT NULL,
    issued_at       timestamptz    NOT NULL,
    sent_at         timestamptz
);

CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
CREATE INDEX outbox_by_age ON outbox (sent_at) WHERE sent_at IS NOT NULL;
