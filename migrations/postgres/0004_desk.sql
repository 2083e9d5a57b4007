-- The desk. Accounts: how staff sign in, their public keys, the sealed copies of their secret ones; one per person.
CREATE TABLE accounts (
    id BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(id) = 16),
    key_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
-- Who is signed in. The id is a hash of what the browser holds.
CREATE TABLE sessions (
    id BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(id) = 16),
    due_at BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
-- What staff did, one signed entry each; the id is its number.
CREATE TABLE audit (
    id BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(id) = 16),
    key_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
-- What waits for a second person: a roster that a lead made and no administrator has signed yet.
CREATE TABLE drafts (
    id BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(id) = 16),
    key_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
