//! Every SQL text, each once, with `$1` placeholders, which both drivers take. The macro lists them all, so that
//! none can escape the test that prepares each on both databases.

macro_rules! statements {
    ($($name:ident = $text:expr;)*) => {
        $(pub(super) const $name: &str = $text;)*
        const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

/// Name and text of every statement that both databases share.
pub fn statements() -> &'static [(&'static str, &'static str)] {
    ALL
}

statements! {
    META = "SELECT value FROM meta WHERE name = $1";
    PUT_META = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    INSERT_CASE = "INSERT INTO cases (id, key_id, version, purge_month, sealed) VALUES ($1, $2, $3, $4, $5)";
    CASE = "SELECT id, key_id, version, purge_month, sealed FROM cases WHERE id = $1";
    CASES = "SELECT id, key_id, version, purge_month, sealed FROM cases ORDER BY id";
    CASES_AFTER = "SELECT id, key_id, version, purge_month, sealed FROM cases WHERE id > $1 ORDER BY id LIMIT $2";
    CASE_HEADS_AFTER = "SELECT id, key_id, version FROM cases WHERE id > $1 ORDER BY id LIMIT $2";
    CASE_KEYS = "SELECT DISTINCT key_id FROM cases ORDER BY key_id";
    UPDATE_CASE = "UPDATE cases SET key_id = $2, version = $3, purge_month = $4, sealed = $5 \
        WHERE id = $1 AND version = $6";
    DELETE_CASE_MAILBOXES = "DELETE FROM mailboxes WHERE case_id = $1";
    DELETE_CASE_PARTS = "DELETE FROM parts WHERE case_id = $1";
    DELETE_CASE_GRANTS = "DELETE FROM grants WHERE case_id = $1";
    DELETE_CASE_BLOBS = "DELETE FROM blobs WHERE case_id = $1";
    DELETE_CASE_UPLOADS = "DELETE FROM uploads WHERE case_id = $1";
    DELETE_CASE = "DELETE FROM cases WHERE id = $1";

    INSERT_MAILBOX = "INSERT INTO mailboxes (id, case_id, key_id, version, lookup, sealed) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    FIND_MAILBOX = "SELECT id, case_id, key_id, version, lookup, sealed FROM mailboxes WHERE lookup IN \
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
        $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)";
    MAILBOX_OF = "SELECT id, case_id, key_id, version, lookup, sealed FROM mailboxes WHERE case_id = $1 ORDER BY id";
    UPDATE_MAILBOX = "UPDATE mailboxes SET key_id = $2, version = $3, lookup = $4, sealed = $5 \
        WHERE id = $1 AND version = $6";

    INSERT_PART = "INSERT INTO parts (id, case_id, key_id, version, sealed, body) VALUES ($1, $2, $3, $4, $5, $6)";
    PARTS = "SELECT id, case_id, key_id, version, sealed, body FROM parts WHERE case_id = $1 ORDER BY id";
    PART_HEADS = "SELECT id, case_id, key_id, version, sealed, CAST(NULL AS BYTEA) AS body FROM parts WHERE case_id = $1 ORDER BY id";
    PART = "SELECT id, case_id, key_id, version, sealed, body FROM parts WHERE case_id = $1 AND id = $2";
    UPDATE_PART = "UPDATE parts SET key_id = $3, version = $4, sealed = $5, body = $6 \
        WHERE case_id = $1 AND id = $2 AND version = $7";
    UPDATE_PART_HEAD = "UPDATE parts SET key_id = $3, version = $4, sealed = $5 \
        WHERE case_id = $1 AND id = $2 AND version = $6";
    DELETE_PART = "DELETE FROM parts WHERE case_id = $1 AND id = $2";

    INSERT_GRANT = "INSERT INTO grants (id, case_id, key_id, version, sealed) VALUES ($1, $2, $3, $4, $5)";
    DELETE_GRANT = "DELETE FROM grants WHERE case_id = $1 AND id = $2";
    GRANTS = "SELECT id, case_id, key_id, version, sealed FROM grants WHERE case_id = $1 ORDER BY id";

    INSERT_BLOB = "INSERT INTO blobs (id, case_id, size) VALUES ($1, $2, $3)";
    BLOBS = "SELECT id, case_id, size FROM blobs WHERE case_id = $1 ORDER BY id";
    ALL_BLOBS = "SELECT id, case_id, size FROM blobs ORDER BY id";
    BLOB_COUNTS = "SELECT case_id, COUNT(*) FROM blobs GROUP BY case_id";
    BLOB = "SELECT id, case_id, size FROM blobs WHERE id = $1";
    BLOB_TOTALS = "SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM blobs";
    CASE_TOTALS = "SELECT COUNT(*), CAST(MIN(purge_month) AS BIGINT) FROM cases";

    INSERT_UPLOAD = "INSERT INTO uploads (id, case_id, size, due_at, sha256) VALUES ($1, $2, $3, $4, $5)";
    UPLOAD = "SELECT id, case_id, size, due_at, sha256 FROM uploads WHERE id = $1";
    UPLOADS = "SELECT id, case_id, size, due_at, sha256 FROM uploads WHERE case_id = $1 ORDER BY id";
    UPLOAD_COUNT = "SELECT COUNT(*) FROM uploads";
    ALL_UPLOADS = "SELECT id, case_id, size, due_at, sha256 FROM uploads ORDER BY id";
    UPLOAD_IS_WHOLE = "UPDATE uploads SET sha256 = $2 WHERE id = $1 AND sha256 IS NULL";
    DELETE_UPLOAD = "DELETE FROM uploads WHERE id = $1";
    CLAIM_UPLOAD = "DELETE FROM uploads WHERE id = $1 AND case_id = $2 AND size = $3 AND sha256 = $4";

    // For copies before an upgrade: what every schema has.
    COPY_BLOBS = "SELECT id, case_id, size FROM blobs ORDER BY id";
    COPY_CASE = "SELECT id FROM cases WHERE id = $1";
    COPY_BLOB = "SELECT id FROM blobs WHERE id = $1";

    INSERT_ROSTER = "INSERT INTO rosters (epoch, doc) VALUES ($1, $2)";
    NEWEST_ROSTER = "SELECT epoch FROM rosters ORDER BY epoch DESC LIMIT 1";
    ROSTERS = "SELECT epoch, doc FROM rosters ORDER BY epoch";
    INSERT_TEAM_GRANT = "INSERT INTO team_grants (id, epoch, key_id, version, sealed) VALUES ($1, $2, $3, $4, $5)";
    TEAM_GRANTS = "SELECT id, epoch, key_id, version, sealed FROM team_grants ORDER BY epoch, id";

    INSERT_PERSON = "INSERT INTO people (id, key_id, version, sealed) VALUES ($1, $2, $3, $4)";
    PEOPLE = "SELECT id, key_id, version, sealed FROM people ORDER BY id";
    PERSON = "SELECT id, key_id, version, sealed FROM people WHERE id = $1";
    UPDATE_PERSON = "UPDATE people SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";

    INSERT_ROTA = "INSERT INTO rota (id, key_id, version, sealed) VALUES ($1, $2, $3, $4)";
    ROTA = "SELECT id, key_id, version, sealed FROM rota ORDER BY id";
    UPDATE_ROTA = "UPDATE rota SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";
    DELETE_ROTA = "DELETE FROM rota WHERE id = $1";

    INSERT_ACCOUNT = "INSERT INTO accounts (id, key_id, version, sealed) VALUES ($1, $2, $3, $4)";
    ACCOUNTS = "SELECT id, key_id, version, sealed FROM accounts ORDER BY id";
    ACCOUNT = "SELECT id, key_id, version, sealed FROM accounts WHERE id = $1";
    UPDATE_ACCOUNT = "UPDATE accounts SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";
    DELETE_ACCOUNT = "DELETE FROM accounts WHERE id = $1";

    INSERT_DRAFT = "INSERT INTO drafts (id, key_id, version, sealed) VALUES ($1, $2, $3, $4)";
    DRAFTS = "SELECT id, key_id, version, sealed FROM drafts ORDER BY id";
    DRAFT = "SELECT id, key_id, version, sealed FROM drafts WHERE id = $1";
    UPDATE_DRAFT = "UPDATE drafts SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";
    DELETE_DRAFT = "DELETE FROM drafts WHERE id = $1";

    INSERT_SESSION = "INSERT INTO sessions (id, due_at, key_id, version, sealed) VALUES ($1, $2, $3, $4, $5)";
    SESSION = "SELECT id, due_at, key_id, version, sealed FROM sessions WHERE id = $1";
    SESSIONS = "SELECT id, due_at, key_id, version, sealed FROM sessions ORDER BY id";
    UPDATE_SESSION = "UPDATE sessions SET due_at = $2, key_id = $3, version = $4, sealed = $5 WHERE id = $1 AND version = $6";
    DELETE_SESSION = "DELETE FROM sessions WHERE id = $1";
    DELETE_OLD_SESSIONS = "DELETE FROM sessions WHERE due_at <= $1";

    INSERT_AUDIT = "INSERT INTO audit (id, key_id, version, sealed) VALUES ($1, $2, $3, $4)";
    LAST_AUDIT = "SELECT id, key_id, version, sealed FROM audit WHERE id < $1 ORDER BY id DESC LIMIT 1";
    AUDIT_AFTER = "SELECT id, key_id, version, sealed FROM audit WHERE id > $1 ORDER BY id LIMIT $2";

    ENQUEUE = "INSERT INTO outbox (id, key_id, version, due_at, leased_until, state, attempts, dedupe, sealed) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
        ON CONFLICT (dedupe) DO UPDATE SET dedupe = excluded.dedupe RETURNING id";
    // Where two alerts merge, the update of nothing holds the waiting one until this transaction ends: under PostgreSQL
    // it could else be claimed and sent before the event that leans on it is committed.
    //
    // A due time or a lease further ahead ($3, $4) than any that is ever given was written by a clock that was wrong.
    // The outer tests repeat those of the inner query: under PostgreSQL two claims may choose the same row, the later
    // waits for the earlier and then decides by the outer tests alone. Without them a job is done twice.
    CLAIM = "UPDATE outbox SET leased_until = $2, dedupe = CASE WHEN CAST($5 AS BIGINT) = 1 THEN dedupe END WHERE state = 0 AND (due_at <= $1 OR due_at > $3) \
        AND (leased_until <= $1 OR leased_until > $4) AND id = (SELECT id FROM outbox WHERE state = 0 \
        AND (due_at <= $1 OR due_at > $3) AND (leased_until <= $1 OR leased_until > $4) ORDER BY due_at, id LIMIT 1) \
        RETURNING id, key_id, version, due_at, leased_until, state, attempts, dedupe, sealed";
    CLAIMABLE = "SELECT COUNT(*) FROM outbox WHERE state = 0 AND (due_at <= $1 OR due_at > $2) \
        AND (leased_until <= $1 OR leased_until > $3)";
    FINISH_OUTBOX = "DELETE FROM outbox WHERE id = $1 AND leased_until = $2";
    RESCHEDULE_OUTBOX = "UPDATE outbox SET key_id = $3, version = $4, due_at = $5, leased_until = 0, state = $6, \
        attempts = $7, dedupe = $8, sealed = $9 WHERE id = $1 AND leased_until = $2";
    OUTBOX = "SELECT id, key_id, version, due_at, leased_until, state, attempts, dedupe, sealed FROM outbox \
        ORDER BY due_at, id";
    DROP_OUTBOX = "DELETE FROM outbox WHERE id = $1 AND leased_until = $2 AND version = $3";
    RETRY_DEAD = "UPDATE outbox SET state = 0, attempts = 0, due_at = $1, leased_until = 0 WHERE state = 1";

    // What a change of keys reads and writes, one pair for each table; `mark` is the blind index that goes with the key.
    SEALED_CASES = "SELECT id, id AS case_id, key_id, version, sealed, CAST(NULL AS BYTEA) AS mark FROM cases \
        WHERE id > $1 ORDER BY id LIMIT $2";
    SEALED_MAILBOXES = "SELECT id, case_id, key_id, version, sealed, lookup AS mark FROM mailboxes WHERE id > $1 ORDER BY id LIMIT $2";
    SEALED_PARTS = "SELECT id, case_id, key_id, version, sealed, CAST(NULL AS BYTEA) AS mark FROM parts \
        WHERE id > $1 ORDER BY id LIMIT $2";
    SEALED_GRANTS = "SELECT id, case_id, key_id, version, sealed, CAST(NULL AS BYTEA) AS mark FROM grants \
        WHERE id > $1 ORDER BY id LIMIT $2";
    SEALED_PEOPLE = "SELECT id, CAST(NULL AS BYTEA) AS case_id, key_id, version, sealed, CAST(NULL AS BYTEA) AS mark FROM people \
        WHERE id > $1 ORDER BY id LIMIT $2";
    SEALED_ROTA = "SELECT id, CAST(NULL AS BYTEA) AS case_id, key_id, version, sealed, CAST(NULL AS BYTEA) AS mark FROM rota \
        WHERE id > $1 ORDER BY id LIMIT $2";
    SEALED_TEAM_GRANTS = "SELECT id, CAST(NULL AS BYTEA) AS case_id, key_id, version, sealed, CAST(NULL AS BYTEA) AS mark \
        FROM team_grants WHERE id > $1 ORDER BY id LIMIT $2";
    SEALED_ACCOUNTS = "SELECT id, CAST(NULL AS BYTEA) AS case_id, key_id, version, sealed, CAST(NULL AS BYTEA) AS mark FROM accounts \
        WHERE id > $1 ORDER BY id LIMIT $2";
    SEALED_SESSIONS = "SELECT id, CAST(NULL AS BYTEA) AS case_id, key_id, version, sealed, CAST(NULL AS BYTEA) AS mark FROM sessions \
        WHERE id > $1 ORDER BY id LIMIT $2";
    SEALED_AUDIT = "SELECT id, CAST(NULL AS BYTEA) AS case_id, key_id, version, sealed, CAST(NULL AS BYTEA) AS mark FROM audit \
        WHERE id > $1 ORDER BY id LIMIT $2";
    SEALED_DRAFTS = "SELECT id, CAST(NULL AS BYTEA) AS case_id, key_id, version, sealed, CAST(NULL AS BYTEA) AS mark FROM drafts \
        WHERE id > $1 ORDER BY id LIMIT $2";
    SEALED_OUTBOX = "SELECT id, CAST(NULL AS BYTEA) AS case_id, key_id, version, sealed, dedupe AS mark FROM outbox \
        WHERE id > $1 ORDER BY id LIMIT $2";
    RESEAL_CASE = "UPDATE cases SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";
    RESEAL_MAILBOX = "UPDATE mailboxes SET key_id = $2, version = $3, sealed = $4, lookup = $6 WHERE id = $1 AND version = $5";
    RESEAL_PART = "UPDATE parts SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";
    RESEAL_GRANT = "UPDATE grants SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";
    RESEAL_PERSON = "UPDATE people SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";
    RESEAL_ROTA = "UPDATE rota SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";
    RESEAL_TEAM_GRANT = "UPDATE team_grants SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";
    RESEAL_ACCOUNT = "UPDATE accounts SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";
    RESEAL_SESSION = "UPDATE sessions SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";
    RESEAL_AUDIT = "UPDATE audit SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";
    RESEAL_DRAFT = "UPDATE drafts SET key_id = $2, version = $3, sealed = $4 WHERE id = $1 AND version = $5";
    // An alert that was claimed since it was read has no mark any more, and must not get one back.
    RESEAL_OUTBOX = "UPDATE outbox SET key_id = $2, version = $3, sealed = $4, \
        dedupe = CASE WHEN dedupe IS NULL THEN dedupe ELSE $6 END WHERE id = $1 AND version = $5";
    RESEAL_UNMARKED = "UPDATE outbox SET key_id = $2, version = $3, sealed = $4, dedupe = NULL WHERE id = $1 AND version = $5";
    DROP_ALERT = "DELETE FROM outbox WHERE id = $1 AND version = $2 AND leased_until = 0 AND state = 0";
    ROWS_BY_KEY = "SELECT 'cases', key_id, COUNT(*) FROM cases GROUP BY key_id \
        UNION ALL SELECT 'mailboxes', key_id, COUNT(*) FROM mailboxes GROUP BY key_id \
        UNION ALL SELECT 'parts', key_id, COUNT(*) FROM parts GROUP BY key_id \
        UNION ALL SELECT 'grants', key_id, COUNT(*) FROM grants GROUP BY key_id \
        UNION ALL SELECT 'people', key_id, COUNT(*) FROM people GROUP BY key_id \
        UNION ALL SELECT 'rota', key_id, COUNT(*) FROM rota GROUP BY key_id \
        UNION ALL SELECT 'team_grants', key_id, COUNT(*) FROM team_grants GROUP BY key_id \
        UNION ALL SELECT 'accounts', key_id, COUNT(*) FROM accounts GROUP BY key_id \
        UNION ALL SELECT 'sessions', key_id, COUNT(*) FROM sessions GROUP BY key_id \
        UNION ALL SELECT 'audit', key_id, COUNT(*) FROM audit GROUP BY key_id \
        UNION ALL SELECT 'drafts', key_id, COUNT(*) FROM drafts GROUP BY key_id \
        UNION ALL SELECT 'outbox', key_id, COUNT(*) FROM outbox GROUP BY key_id";

    MIGRATIONS = "SELECT version, hash FROM schema_migrations ORDER BY version";
    RECORD_MIGRATION = "INSERT INTO schema_migrations (version, hash) VALUES ($1, $2)";
}

// What only one of the two databases needs or understands.

pub(super) const SQLITE_BEGIN_WRITE: &str = "BEGIN IMMEDIATE";
pub(super) const SAVEPOINT: &str = "SAVEPOINT job";
pub(super) const UNDO: &str = "ROLLBACK TO job";
/// One errand to the database's thread for two. RELEASE fails where SQLite gave the transaction up, and keeps SAVEPOINT
/// from silently beginning another.
pub(super) const NEXT: &str = "RELEASE job; SAVEPOINT job";
pub(super) const SQLITE_MIGRATIONS_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations \
    (version INTEGER NOT NULL PRIMARY KEY, hash TEXT NOT NULL) STRICT, WITHOUT ROWID";

pub(super) const POSTGRES_BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
/// One snapshot for the whole transaction, as SQLite gives by itself.
pub(super) const POSTGRES_BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
pub(super) const POSTGRES_MIGRATIONS_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations \
    (version BIGINT NOT NULL PRIMARY KEY, hash TEXT NOT NULL)";
/// Two servers that start at once migrate one after the other. The number is arbitrary and ours.
pub(super) const POSTGRES_MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(8390874132651077)";
pub(super) const POSTGRES_LOCK_CASE: &str = "SELECT id, key_id, version, purge_month, sealed FROM cases WHERE id = $1 FOR UPDATE";
pub(super) const POSTGRES_LOCK_CASES: &str = "SELECT id FROM cases WHERE id = ANY($1) ORDER BY id FOR UPDATE";
/// Two writers of the audit log wait for each other, and whoever reads it does not wait.
pub(super) const POSTGRES_LOCK_AUDIT: &str = "LOCK TABLE audit IN EXCLUSIVE MODE";
pub(super) const POSTGRES_CLOCK: &str = "SELECT CAST(extract(epoch FROM clock_timestamp()) AS BIGINT)";

// What a backup asks the catalogues: table, column, type, place in the primary key (0: none), in the columns' order.
pub(super) const SQLITE_COLUMNS: &str = "SELECT m.name, c.name, c.type, c.pk FROM sqlite_schema m \
    JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' \
    AND m.name <> 'schema_migrations' ORDER BY m.name, c.cid";
pub(super) const SQLITE_REFERENCES: &str = "SELECT m.name, f.\"table\" FROM sqlite_schema m \
    JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY 1, 2";
pub(super) const SQLITE_MIGRATIONS_THERE: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'";
pub(super) const SQLITE_DEFER: &str = "PRAGMA defer_foreign_keys = ON";
pub(super) const POSTGRES_COLUMNS: &str = "SELECT c.table_name::text, c.column_name::text, c.data_type::text, \
    COALESCE((SELECT k.ordinal_position FROM information_schema.table_constraints t \
        JOIN information_schema.key_column_usage k ON k.constraint_name = t.constraint_name \
        AND k.table_schema = t.table_schema AND k.table_name = t.table_name \
        WHERE t.constraint_type = 'PRIMARY KEY' AND t.table_schema = c.table_schema AND t.table_name = c.table_name \
        AND k.column_name = c.column_name), 0)::bigint \
    FROM information_schema.columns c JOIN information_schema.tables b ON b.table_schema = c.table_schema \
    AND b.table_name = c.table_name AND b.table_type = 'BASE TABLE' \
    WHERE c.table_schema = current_schema() AND c.table_name <> 'schema_migrations' \
    ORDER BY c.table_name COLLATE \"C\", c.ordinal_position";
pub(super) const POSTGRES_REFERENCES: &str = "SELECT f.relname::text, t.relname::text FROM pg_constraint r \
    JOIN pg_class f ON f.oid = r.conrelid JOIN pg_class t ON t.oid = r.confrelid \
    WHERE r.contype = 'f' AND r.connamespace = current_schema()::regnamespace ORDER BY 1, 2";
pub(super) const POSTGRES_MIGRATIONS_THERE: &str = "SELECT table_name::text FROM information_schema.tables \
    WHERE table_schema = current_schema() AND table_name = 'schema_migrations'";
