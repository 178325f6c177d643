-- What citizens ask, report or wish, and what they say to the town from other servers (requirements A-15, A-16, L-08, L-09).
-- No visitor sees any of it.
CREATE TABLE town_case (
    id INTEGER PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    ulid TEXT NOT NULL UNIQUE,
    -- By which people name it.
    number TEXT NOT NULL,
    -- See domain::case::CaseKind.
    kind TEXT NOT NULL,
    -- new, assigned, interim, answered, closed
    state TEXT NOT NULL,
    -- What it is about.
    post_id BIGINT REFERENCES post (id) ON DELETE SET NULL,
    media_id BIGINT REFERENCES media (id) ON DELETE SET NULL,
    -- Addresses that were typed.
    about TEXT NOT NULL,
    -- Who asks, as far as they said so.
    name TEXT,
    mail TEXT,
    -- What is stored of the secret in the address where the answer can be read.
    secret_hash TEXT UNIQUE,
    -- The account on another server.
    actor_uri TEXT,
    actor_handle TEXT,
    -- A member of staff (ULID), who may work here no more.
    assigned_to TEXT,
    due_at BIGINT,
    muted_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    closed_at BIGINT,
    -- Since when nothing of what the citizen gave is here any more.
    erased_at BIGINT,
    UNIQUE (town_id, number)
);

CREATE INDEX town_case_by_town ON town_case (town_id, state, due_at);
CREATE INDEX town_case_by_post ON town_case (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX town_case_by_media ON town_case (media_id) WHERE media_id IS NOT NULL;
CREATE INDEX town_case_by_actor ON town_case (town_id, actor_uri) WHERE actor_uri IS NOT NULL;

-- What was said in it, by either side, and what staff noted.
CREATE TABLE case_message (
    id INTEGER PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES town_case (id) ON DELETE CASCADE,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    ulid TEXT NOT NULL UNIQUE,
    -- in, out, note
    direction TEXT NOT NULL,
    text TEXT NOT NULL,
    -- Who of the staff wrote it (ULID).
    staff TEXT,
    at BIGINT NOT NULL,
    -- The object on the other server, or ours that answers it.
    object_uri TEXT,
    -- public, unlisted, followers, direct
    visibility TEXT,
    said_at BIGINT,
    edited_at BIGINT,
    -- When its author took it back.
    gone_at BIGINT,
    activity_id BIGINT REFERENCES activity (id) ON DELETE SET NULL,
    UNIQUE (town_id, object_uri)
);

CREATE INDEX case_message_by_case ON case_message (case_id, at);
CREATE INDEX case_message_by_time ON case_message (town_id, at);
CREATE INDEX case_message_by_activity ON case_message (activity_id) WHERE activity_id IS NOT NULL;

-- Accounts and servers that a town does not listen to, why, and until when (requirements A-16).
CREATE TABLE remote_block (
    id INTEGER PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    ulid TEXT NOT NULL UNIQUE,
    -- account, server
    kind TEXT NOT NULL,
    -- The account's id, or the server's host.
    value TEXT NOT NULL,
    -- See domain::case::BlockReason.
    reason TEXT NOT NULL,
    staff TEXT,
    at BIGINT NOT NULL,
    -- NULL: until somebody lifts it.
    ends_at BIGINT,
    lifted_at BIGINT
);

CREATE INDEX remote_block_by_value ON remote_block (town_id, value);
