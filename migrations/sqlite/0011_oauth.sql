-- Logins that a platform's own page gives (OAuth): asked for, renewed by one at a time, watched, taken back.

-- When a person has to log in again at the latest.
ALTER TABLE connection ADD COLUMN ends_at BIGINT;
-- Whoever renews it keeps others away until then.
ALTER TABLE connection ADD COLUMN renewing_until BIGINT;
-- A token that works only once was sent, and what came back is not stored yet.
ALTER TABLE connection ADD COLUMN renewal_begun_at BIGINT;
-- The platform will not renew it any more.
ALTER TABLE connection ADD COLUMN renewal_refused_at BIGINT;
-- Rights that the platform does not give any more (JSON list), and since when.
ALTER TABLE connection ADD COLUMN missing_rights TEXT;
ALTER TABLE connection ADD COLUMN missing_since BIGINT;

UPDATE connection SET ends_at = CASE
    WHEN data_access_until IS NULL OR expires_at < data_access_until THEN expires_at
    ELSE data_access_until END;

-- A login that someone asked a platform for. It lives ten minutes; what it knows is sealed.
CREATE TABLE login_flow (
    id INTEGER PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    ulid TEXT NOT NULL UNIQUE,
    source_id BIGINT REFERENCES source (id) ON DELETE CASCADE,
    state_hash TEXT NOT NULL UNIQUE,
    papers_sealed TEXT NOT NULL,
    good_until BIGINT NOT NULL,
    answered_at BIGINT
);

CREATE INDEX login_flow_until ON login_flow (good_until);

-- What was told about a login: each thing once for each occasion.
CREATE TABLE login_notice (
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    connection_id BIGINT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    occasion BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (connection_id, kind, occasion)
);

CREATE INDEX login_notice_told ON login_notice (told_at);

-- A person asked Meta to have data deleted (requirements L-17). Who it was is not kept.
CREATE TABLE deletion_request (
    id INTEGER PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    code TEXT NOT NULL UNIQUE,
    asked_at BIGINT NOT NULL,
    removed BIGINT NOT NULL
);

CREATE INDEX deletion_request_asked ON deletion_request (asked_at);
