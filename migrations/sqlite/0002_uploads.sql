-- Sealed files on their way in, until a message names them or their time is over.
CREATE TABLE uploads (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id),
    size INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    sha256 BLOB CHECK (length(sha256) = 32)
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_case_id ON uploads (case_id);
