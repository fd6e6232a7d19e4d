-- Schema 1: journals, summaries, keys, feed and outbox of many tenants in one file.
-- Every key begins with the tenant. Columns that end in _us are whole microseconds since 1970 in UTC, for
-- comparing; the text beside them keeps the offset. What must never change is guarded by triggers.

CREATE TABLE cf_meta (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    schema_version INTEGER NOT NULL,
    oldest_reader INTEGER NOT NULL, -- the oldest schema whose code may read this file
    oldest_writer INTEGER NOT NULL  -- the oldest schema whose code may write to it
) STRICT;

INSERT INTO cf_meta (only_row, schema_version, oldest_reader, oldest_writer) VALUES (1, 1, 1, 1);

-- A case: where its journal stands, and its summary, if it has one.

CREATE TABLE cf_case (
    tenant TEXT NOT NULL,
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1)),
    summary_version INTEGER,
    step TEXT,
    status TEXT,
    cycle INTEGER,
    student TEXT,
    next_due TEXT,
    head BLOB,
    PRIMARY KEY (tenant, case_id),
    CHECK (erased = 0 OR summary_version IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX cf_case_due ON cf_case (tenant, next_due, case_id) WHERE next_due IS NOT NULL;
CREATE INDEX cf_case_student ON cf_case (tenant, student, case_id);
CREATE INDEX cf_case_step ON cf_case (tenant, step, case_id);
CREATE INDEX cf_case_status ON cf_case (tenant, status, case_id);

CREATE TABLE cf_party (
    tenant TEXT NOT NULL,
    case_id TEXT NOT NULL,
    party TEXT NOT NULL,
    place INTEGER NOT NULL, -- in the order in which the summary names them
    PRIMARY KEY (tenant, case_id, party)
) STRICT, WITHOUT ROWID;

CREATE INDEX cf_party_case ON cf_party (tenant, party, case_id);

-- The journal.

CREATE TABLE cf_entry (
    tenant TEXT NOT NULL,
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    type TEXT NOT NULL,
    type_version INTEGER NOT NULL,
    by_id TEXT NOT NULL,
    by_role TEXT NOT NULL,
    by_name TEXT,
    at TEXT NOT NULL,
    occurred TEXT NOT NULL,
    via TEXT,
    evidence TEXT,
    key TEXT,
    body TEXT,
    salt BLOB,
    body_digest BLOB NOT NULL CHECK (length(body_digest) = 32),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (tenant, case_id, version),
    CHECK ((body IS NULL) = (salt IS NULL))
) STRICT;

CREATE TABLE cf_key (
    tenant TEXT NOT NULL,
    case_id TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    version INTEGER NOT NULL, -- the answer that the request was given
    entries INTEGER NOT NULL, -- how many rows it wrote, the last of them with that version
    PRIMARY KEY (tenant, case_id, key)
) STRICT, WITHOUT ROWID;

-- The feed: append writes cf_unfed, the next read numbers it into cf_feed.

CREATE TABLE cf_unfed (
    tenant TEXT NOT NULL,
    place INTEGER NOT NULL, -- rises from batch to batch while there is anything unfed
    version INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (tenant, place, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE cf_feed (
    tenant TEXT NOT NULL,
    position INTEGER NOT NULL,
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant, position),
    UNIQUE (tenant, case_id, version)
) STRICT, WITHOUT ROWID;

-- The outbox.

CREATE TABLE cf_message (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    place INTEGER NOT NULL, -- the order of enqueueing
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    n INTEGER NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    body TEXT NOT NULL,
    not_before TEXT,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0, -- since it was enqueued or revived
    claims INTEGER NOT NULL DEFAULT 0,   -- ever; tokens count these
    token TEXT,
    ready_us INTEGER NOT NULL,           -- not claimable before: not_before, next try or end of the lease
    next_try TEXT,
    lease_until TEXT,
    settled_at TEXT,
    error TEXT,
    PRIMARY KEY (tenant, id)
) STRICT;

CREATE UNIQUE INDEX cf_message_place ON cf_message (tenant, place);
CREATE INDEX cf_message_waiting ON cf_message (tenant, place, ready_us) WHERE state = 'waiting';
CREATE INDEX cf_message_dead ON cf_message (tenant, place) WHERE state = 'dead';
CREATE INDEX cf_message_case ON cf_message (tenant, case_id, place);

-- What is written stays. Only a case that is marked as erased lets its contents go, and the mark is for good.

CREATE TRIGGER cf_case_stays BEFORE DELETE ON cf_case
BEGIN
    SELECT RAISE(ABORT, 'cf_case: a case is never deleted');
END;

CREATE TRIGGER cf_case_grows BEFORE UPDATE ON cf_case
WHEN NEW.tenant IS NOT OLD.tenant OR NEW.case_id IS NOT OLD.case_id
    OR NEW.version < OLD.version OR NEW.erased < OLD.erased OR (OLD.erased = 1 AND NEW.version > OLD.version)
BEGIN
    SELECT RAISE(ABORT, 'cf_case: a version never falls and an erasure is for good');
END;

CREATE TRIGGER cf_entry_once BEFORE INSERT ON cf_entry
WHEN EXISTS (
    SELECT 1 FROM cf_entry WHERE tenant = NEW.tenant AND case_id = NEW.case_id AND version = NEW.version
)
BEGIN
    SELECT RAISE(ABORT, 'cf_entry: an entry is never replaced');
END;

CREATE TRIGGER cf_entry_stays BEFORE DELETE ON cf_entry
BEGIN
    SELECT RAISE(ABORT, 'cf_entry: an entry is never deleted');
END;

CREATE TRIGGER cf_entry_only_erased BEFORE UPDATE ON cf_entry
WHEN NOT (
    EXISTS (SELECT 1 FROM cf_case WHERE tenant = OLD.tenant AND case_id = OLD.case_id AND erased = 1)
    AND NEW.body IS NULL AND NEW.salt IS NULL AND NEW.by_name IS NULL
    AND NEW.evidence IS NULL AND NEW.key IS NULL
    AND NEW.tenant IS OLD.tenant AND NEW.case_id IS OLD.case_id AND NEW.version IS OLD.version
    AND NEW.type IS OLD.type AND NEW.type_version IS OLD.type_version
    AND NEW.by_id IS OLD.by_id AND NEW.by_role IS OLD.by_role
    AND NEW.at IS OLD.at AND NEW.occurred IS OLD.occurred AND NEW.via IS OLD.via
    AND NEW.body_digest IS OLD.body_digest AND NEW.digest IS OLD.digest
)
BEGIN
    SELECT RAISE(ABORT, 'cf_entry: an entry is never changed');
END;

CREATE TRIGGER cf_key_once BEFORE INSERT ON cf_key
WHEN EXISTS (SELECT 1 FROM cf_key WHERE tenant = NEW.tenant AND case_id = NEW.case_id AND key = NEW.key)
BEGIN
    SELECT RAISE(ABORT, 'cf_key: a key is never replaced');
END;

CREATE TRIGGER cf_key_stays BEFORE DELETE ON cf_key
WHEN NOT EXISTS (SELECT 1 FROM cf_case WHERE tenant = OLD.tenant AND case_id = OLD.case_id AND erased = 1)
BEGIN
    SELECT RAISE(ABORT, 'cf_key: a key is kept as long as its case');
END;

CREATE TRIGGER cf_key_as_written BEFORE UPDATE ON cf_key
BEGIN
    SELECT RAISE(ABORT, 'cf_key: a key is never changed');
END;

CREATE TRIGGER cf_unfed_stays BEFORE DELETE ON cf_unfed
WHEN NOT EXISTS (
    SELECT 1 FROM cf_feed WHERE tenant = OLD.tenant AND case_id = OLD.case_id AND version = OLD.version
)
BEGIN
    SELECT RAISE(ABORT, 'cf_unfed: an entry leaves only for the feed');
END;

CREATE TRIGGER cf_unfed_as_written BEFORE UPDATE ON cf_unfed
BEGIN
    SELECT RAISE(ABORT, 'cf_unfed: is never changed');
END;

CREATE TRIGGER cf_feed_once BEFORE INSERT ON cf_feed
WHEN NEW.position <= (SELECT coalesce(max(position), 0) FROM cf_feed WHERE tenant = NEW.tenant)
BEGIN
    SELECT RAISE(ABORT, 'cf_feed: a position is never given twice');
END;

CREATE TRIGGER cf_feed_stays BEFORE DELETE ON cf_feed
BEGIN
    SELECT RAISE(ABORT, 'cf_feed: a position is never deleted');
END;

CREATE TRIGGER cf_feed_as_written BEFORE UPDATE ON cf_feed
BEGIN
    SELECT RAISE(ABORT, 'cf_feed: a position is never changed');
END;

CREATE TRIGGER cf_message_once BEFORE INSERT ON cf_message
WHEN EXISTS (SELECT 1 FROM cf_message WHERE tenant = NEW.tenant AND id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'cf_message: a message is never replaced');
END;

CREATE TRIGGER cf_message_stays BEFORE DELETE ON cf_message
WHEN NOT EXISTS (SELECT 1 FROM cf_case WHERE tenant = OLD.tenant AND case_id = OLD.case_id AND erased = 1)
BEGIN
    SELECT RAISE(ABORT, 'cf_message: a message is kept as long as its case');
END;

CREATE TRIGGER cf_message_as_written
BEFORE UPDATE OF tenant, id, place, case_id, version, n, channel, recipient, body, not_before ON cf_message
BEGIN
    SELECT RAISE(ABORT, 'cf_message: what was enqueued is never changed');
END;
