-- Ids are random, so that no order of arrival shows. Same tables and columns as for SQLite; a test compares them.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

CREATE TABLE cases (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    key_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    purge_month BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);

CREATE TABLE mailboxes (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BYTEA NOT NULL REFERENCES cases (id),
    key_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    lookup BYTEA NOT NULL UNIQUE CHECK (length(lookup) = 32),
    sealed BYTEA NOT NULL
);
CREATE INDEX mailboxes_case_id ON mailboxes (case_id);

CREATE TABLE parts (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BYTEA NOT NULL REFERENCES cases (id),
    key_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    body BYTEA
);
CREATE INDEX parts_case_id ON parts (case_id);

CREATE TABLE grants (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BYTEA NOT NULL REFERENCES cases (id),
    key_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX grants_case_id ON grants (case_id);

CREATE TABLE blobs (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BYTEA NOT NULL REFERENCES cases (id),
    size BIGINT NOT NULL
);
CREATE INDEX blobs_case_id ON blobs (case_id);

CREATE TABLE rosters (
    epoch BIGINT NOT NULL PRIMARY KEY,
    doc BYTEA NOT NULL
);

CREATE TABLE team_grants (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    epoch BIGINT NOT NULL REFERENCES rosters (epoch),
    key_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);

CREATE TABLE people (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    key_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);

CREATE TABLE outbox (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    key_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    state BIGINT NOT NULL CHECK (state IN (0, 1)),
    attempts BIGINT NOT NULL,
    dedupe BYTEA UNIQUE CHECK (length(dedupe) = 32),
    sealed BYTEA NOT NULL
);
CREATE INDEX outbox_due ON outbox (state, due_at);
