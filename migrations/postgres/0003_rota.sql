-- Who is on call when, who is away, who stands in for whom, and how the drills went: one sealed value per entry.
CREATE TABLE rota (
    id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    key_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
