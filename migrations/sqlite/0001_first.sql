-- Ids are random, so that no order of arrival shows; WITHOUT ROWID, so that SQLite keeps none of its own.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cases (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    key_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    purge_month INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mailboxes (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id),
    key_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    lookup BLOB NOT NULL UNIQUE CHECK (length(lookup) = 32),
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mailboxes_case_id ON mailboxes (case_id);

CREATE TABLE parts (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id),
    key_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    body BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX parts_case_id ON parts (case_id);

CREATE TABLE grants (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id),
    key_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX grants_case_id ON grants (case_id);

CREATE TABLE blobs (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id),
    size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX blobs_case_id ON blobs (case_id);

CREATE TABLE rosters (
    epoch INTEGER NOT NULL PRIMARY KEY,
    doc BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE team_grants (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    epoch INTEGER NOT NULL REFERENCES rosters (epoch),
    key_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    key_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    key_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    leased_until INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state IN (0, 1)),
    attempts INTEGER NOT NULL,
    dedupe BLOB UNIQUE CHECK (length(dedupe) = 32),
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (state, due_at);
