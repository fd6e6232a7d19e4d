-- Schema 1: journals, summaries, keys, feed and outbox of many tenants in one schema of the database.
-- The tables are those of SQLite, column for column. Every key begins with the tenant. Texts are compared by code
-- point (COLLATE "C"). Times are ISO text with their offset, just as they are digested; columns that end in _us are
-- whole microseconds since 1970 in UTC, for comparing. What must never change is guarded by triggers.
-- A statement ends with a semicolon at the end of a line, outside of the bodies of functions.

CREATE TABLE cf_meta (
    only_row smallint NOT NULL PRIMARY KEY CHECK (only_row = 1),
    schema_version bigint NOT NULL,
    oldest_reader bigint NOT NULL, -- the oldest schema whose code may read these tables
    oldest_writer bigint NOT NULL  -- the oldest schema whose code may write to them
);

INSERT INTO cf_meta (only_row, schema_version, oldest_reader, oldest_writer) VALUES (1, 1, 1, 1);

-- A case: where its journal stands, and its summary, if it has one.

CREATE TABLE cf_case (
    tenant text COLLATE "C" NOT NULL,
    case_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    erased smallint NOT NULL DEFAULT 0 CHECK (erased IN (0, 1)),
    summary_version bigint,
    step text COLLATE "C",
    status text COLLATE "C",
    cycle bigint,
    student text COLLATE "C",
    next_due text COLLATE "C",
    head bytea,
    PRIMARY KEY (tenant, case_id),
    CHECK (erased = 0 OR summary_version IS NULL)
);

CREATE INDEX cf_case_due ON cf_case (tenant, next_due, case_id) WHERE next_due IS NOT NULL;
CREATE INDEX cf_case_student ON cf_case (tenant, student, case_id);
CREATE INDEX cf_case_step ON cf_case (tenant, step, case_id);
CREATE INDEX cf_case_status ON cf_case (tenant, status, case_id);

CREATE TABLE cf_party (
    tenant text COLLATE "C" NOT NULL,
    case_id text COLLATE "C" NOT NULL,
    party text COLLATE "C" NOT NULL,
    place bigint NOT NULL, -- in the order in which the summary names them
    PRIMARY KEY (tenant, case_id, party)
);

CREATE INDEX cf_party_case ON cf_party (tenant, party, case_id);

-- The journal.

CREATE TABLE cf_entry (
    tenant text COLLATE "C" NOT NULL,
    case_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    type text COLLATE "C" NOT NULL,
    type_version bigint NOT NULL,
    by_id text COLLATE "C" NOT NULL,
    by_role text COLLATE "C" NOT NULL,
    by_name text COLLATE "C",
    at text COLLATE "C" NOT NULL,
    occurred text COLLATE "C" NOT NULL,
    via text COLLATE "C",
    evidence text COLLATE "C",
    key text COLLATE "C",
    body text COLLATE "C",
    salt bytea,
    body_digest bytea NOT NULL CHECK (octet_length(body_digest) = 32),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    PRIMARY KEY (tenant, case_id, version),
    CHECK ((body IS NULL) = (salt IS NULL))
);

CREATE TABLE cf_key (
    tenant text COLLATE "C" NOT NULL,
    case_id text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    version bigint NOT NULL, -- the answer that the request was given
    entries bigint NOT NULL, -- how many rows it wrote, the last of them with that version
    PRIMARY KEY (tenant, case_id, key)
);

-- The feed: append writes cf_unfed, the next read numbers it into cf_feed.

CREATE TABLE cf_unfed (
    tenant text COLLATE "C" NOT NULL,
    place bigint NOT NULL GENERATED ALWAYS AS IDENTITY, -- rises from batch to batch of one case
    version bigint NOT NULL,
    case_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, place, version)
);

CREATE TABLE cf_feed (
    tenant text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    case_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (tenant, position),
    UNIQUE (tenant, case_id, version)
);

-- The outbox.

CREATE TABLE cf_message (
    tenant text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    place bigint NOT NULL GENERATED ALWAYS AS IDENTITY, -- the order of enqueueing
    case_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    n bigint NOT NULL,
    channel text COLLATE "C" NOT NULL,
    recipient text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    not_before text COLLATE "C",
    state text COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead')),
    attempts bigint NOT NULL DEFAULT 0, -- since it was enqueued or revived
    claims bigint NOT NULL DEFAULT 0,   -- ever; tokens count these
    token text COLLATE "C",
    ready_us bigint NOT NULL,           -- not claimable before: not_before, next try or end of the lease
    next_try text COLLATE "C",
    lease_until text COLLATE "C",
    settled_at text COLLATE "C",
    error text COLLATE "C",
    PRIMARY KEY (tenant, id)
);

CREATE UNIQUE INDEX cf_message_place ON cf_message (tenant, place);
CREATE INDEX cf_message_waiting ON cf_message (tenant, place, ready_us) WHERE state = 'waiting';
CREATE INDEX cf_message_dead ON cf_message (tenant, place) WHERE state = 'dead';
CREATE INDEX cf_message_case ON cf_message (tenant, case_id, place);

-- What is written stays. Only a case that is marked as erased lets its contents go, and the mark is for good.

CREATE FUNCTION cf_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_ARGV[0];
END
$$;

CREATE FUNCTION cf_refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM cf_case WHERE tenant = OLD.tenant AND case_id = OLD.case_id AND erased = 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_ARGV[0];
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION cf_refuse_unless_fed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM cf_feed WHERE tenant = OLD.tenant AND case_id = OLD.case_id AND version = OLD.version
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_ARGV[0];
    END IF;
    RETURN OLD;
END
$$;

CREATE FUNCTION cf_refuse_a_low_position() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position <= (SELECT coalesce(max(position), 0) FROM cf_feed WHERE tenant = NEW.tenant) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = TG_ARGV[0];
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER cf_case_stays BEFORE DELETE ON cf_case
FOR EACH ROW EXECUTE FUNCTION cf_refuse('cf_case: a case is never deleted');

CREATE TRIGGER cf_case_grows BEFORE UPDATE ON cf_case
FOR EACH ROW WHEN (
    NEW.tenant IS DISTINCT FROM OLD.tenant OR NEW.case_id IS DISTINCT FROM OLD.case_id
    OR NEW.version < OLD.version OR NEW.erased < OLD.erased OR (OLD.erased = 1 AND NEW.version > OLD.version)
)
EXECUTE FUNCTION cf_refuse('cf_case: a version never falls and an erasure is for good');

CREATE TRIGGER cf_entry_stays BEFORE DELETE ON cf_entry
FOR EACH ROW EXECUTE FUNCTION cf_refuse('cf_entry: an entry is never deleted');

CREATE TRIGGER cf_entry_as_written BEFORE UPDATE ON cf_entry
FOR EACH ROW WHEN (NOT (
    NEW.body IS NULL AND NEW.salt IS NULL AND NEW.by_name IS NULL
    AND NEW.evidence IS NULL AND NEW.key IS NULL
    AND NEW.tenant IS NOT DISTINCT FROM OLD.tenant AND NEW.case_id IS NOT DISTINCT FROM OLD.case_id
    AND NEW.version IS NOT DISTINCT FROM OLD.version
    AND NEW.type IS NOT DISTINCT FROM OLD.type AND NEW.type_version IS NOT DISTINCT FROM OLD.type_version
    AND NEW.by_id IS NOT DISTINCT FROM OLD.by_id AND NEW.by_role IS NOT DISTINCT FROM OLD.by_role
    AND NEW.at IS NOT DISTINCT FROM OLD.at AND NEW.occurred IS NOT DISTINCT FROM OLD.occurred
    AND NEW.via IS NOT DISTINCT FROM OLD.via
    AND NEW.body_digest IS NOT DISTINCT FROM OLD.body_digest AND NEW.digest IS NOT DISTINCT FROM OLD.digest
))
EXECUTE FUNCTION cf_refuse('cf_entry: an entry is never changed');

CREATE TRIGGER cf_entry_only_erased BEFORE UPDATE ON cf_entry
FOR EACH ROW EXECUTE FUNCTION cf_refuse_unless_erased('cf_entry: an entry is never changed');

CREATE TRIGGER cf_key_stays BEFORE DELETE ON cf_key
FOR EACH ROW EXECUTE FUNCTION cf_refuse_unless_erased('cf_key: a key is kept as long as its case');

CREATE TRIGGER cf_key_as_written BEFORE UPDATE ON cf_key
FOR EACH ROW EXECUTE FUNCTION cf_refuse('cf_key: a key is never changed');

CREATE TRIGGER cf_unfed_stays BEFORE DELETE ON cf_unfed
FOR EACH ROW EXECUTE FUNCTION cf_refuse_unless_fed('cf_unfed: an entry leaves only for the feed');

CREATE TRIGGER cf_unfed_as_written BEFORE UPDATE ON cf_unfed
FOR EACH ROW EXECUTE FUNCTION cf_refuse('cf_unfed: is never changed');

CREATE TRIGGER cf_feed_once BEFORE INSERT ON cf_feed
FOR EACH ROW EXECUTE FUNCTION cf_refuse_a_low_position('cf_feed: a position is never given twice');

CREATE TRIGGER cf_feed_stays BEFORE DELETE ON cf_feed
FOR EACH ROW EXECUTE FUNCTION cf_refuse('cf_feed: a position is never deleted');

CREATE TRIGGER cf_feed_as_written BEFORE UPDATE ON cf_feed
FOR EACH ROW EXECUTE FUNCTION cf_refuse('cf_feed: a position is never changed');

CREATE TRIGGER cf_message_stays BEFORE DELETE ON cf_message
FOR EACH ROW EXECUTE FUNCTION cf_refuse_unless_erased('cf_message: a message is kept as long as its case');

CREATE TRIGGER cf_message_as_written
BEFORE UPDATE OF tenant, id, place, case_id, version, n, channel, recipient, body, not_before ON cf_message
FOR EACH ROW EXECUTE FUNCTION cf_refuse('cf_message: what was enqueued is never changed');

CREATE TRIGGER cf_case_whole BEFORE TRUNCATE ON cf_case
FOR EACH STATEMENT EXECUTE FUNCTION cf_refuse('cf_case: a case is never deleted');

CREATE TRIGGER cf_entry_whole BEFORE TRUNCATE ON cf_entry
FOR EACH STATEMENT EXECUTE FUNCTION cf_refuse('cf_entry: an entry is never deleted');

CREATE TRIGGER cf_key_whole BEFORE TRUNCATE ON cf_key
FOR EACH STATEMENT EXECUTE FUNCTION cf_refuse('cf_key: a key is kept as long as its case');

CREATE TRIGGER cf_unfed_whole BEFORE TRUNCATE ON cf_unfed
FOR EACH STATEMENT EXECUTE FUNCTION cf_refuse('cf_unfed: an entry leaves only for the feed');

CREATE TRIGGER cf_feed_whole BEFORE TRUNCATE ON cf_feed
FOR EACH STATEMENT EXECUTE FUNCTION cf_refuse('cf_feed: a position is never deleted');

CREATE TRIGGER cf_message_whole BEFORE TRUNCATE ON cf_message
FOR EACH STATEMENT EXECUTE FUNCTION cf_refuse('cf_message: a message is kept as long as its case');
