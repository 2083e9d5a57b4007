-- Sealed files on their way in, until a message names them or their time is over.
CREATE TABLE uploads (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BYTEA NOT NULL REFERENCES cases (id),
    size BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    sha256 BYTEA CHECK (length(sha256) = 32)
);
CREATE INDEX uploads_case_id ON uploads (case_id);
