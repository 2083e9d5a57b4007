-- Who is on call when, who is away, who stands in for whom, and how the drills went: one sealed value per entry.
CREATE TABLE rota (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    key_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
