-- Every noun of the design. Times are Unix milliseconds, ULIDs are text, lists and settings are JSON text.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE town (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ulid TEXT NOT NULL UNIQUE,
    host TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    id_key TEXT NOT NULL,
    epoch BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    published_at BIGINT
);

CREATE TABLE actor (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    ulid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    username TEXT NOT NULL,
    handle_domain TEXT,
    display_name TEXT NOT NULL,
    summary TEXT NOT NULL,
    public_key_pem TEXT NOT NULL,
    private_key_sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT,
    UNIQUE (town_id, username)
);

CREATE TABLE source (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    ulid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    site_url TEXT,
    api_base TEXT,
    state TEXT NOT NULL,
    fixed_interval BIGINT,
    cursor_json TEXT,
    created_at BIGINT NOT NULL,
    activated_at BIGINT NOT NULL,
    first_pass_at BIGINT,
    retired_at BIGINT,
    last_check_at BIGINT,
    last_success_at BIGINT,
    last_new_at BIGINT,
    next_check_at BIGINT,
    failing_since BIGINT,
    failures BIGINT NOT NULL DEFAULT 0,
    error_class TEXT,
    error_message TEXT,
    UNIQUE (town_id, slug),
    UNIQUE (town_id, url)
);

CREATE TABLE item (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    source_id BIGINT NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    native_id TEXT NOT NULL,
    generation BIGINT NOT NULL,
    content_hash TEXT NOT NULL,
    normaliser BIGINT NOT NULL,
    data TEXT NOT NULL,
    state TEXT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    unlisted_at BIGINT,
    lookup_at BIGINT,
    gone_first_at BIGINT,
    gone_evidence TEXT,
    UNIQUE (source_id, native_id, generation)
);

CREATE INDEX item_by_state ON item (source_id, state, last_seen_at);

CREATE INDEX item_lookup ON item (lookup_at);

CREATE TABLE item_revision (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    item_id BIGINT NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    content_hash TEXT NOT NULL,
    data TEXT NOT NULL,
    seen_at BIGINT NOT NULL
);

CREATE INDEX item_revision_by_item ON item_revision (item_id, id);

CREATE TABLE quarantine (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    source_id BIGINT NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    native_id TEXT,
    reason TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    UNIQUE (source_id, fingerprint)
);

CREATE TABLE post (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    ulid TEXT NOT NULL UNIQUE,
    actor_id BIGINT REFERENCES actor (id),
    slug TEXT NOT NULL,
    state TEXT NOT NULL,
    silent BOOLEAN NOT NULL,
    listed BOOLEAN NOT NULL DEFAULT TRUE,
    title TEXT,
    body TEXT NOT NULL,
    plain TEXT NOT NULL,
    lang TEXT NOT NULL,
    hashtags TEXT NOT NULL,
    canonical_url TEXT,
    created_at BIGINT NOT NULL,
    date_only BOOLEAN NOT NULL,
    published_at BIGINT NOT NULL,
    edited_at BIGINT,
    updated_at BIGINT NOT NULL,
    gone_at BIGINT,
    wiped_at BIGINT
);

CREATE INDEX post_timeline ON post (town_id, state, created_at, ulid);

CREATE TABLE post_item (
    post_id BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    item_id BIGINT NOT NULL UNIQUE REFERENCES item (id) ON DELETE CASCADE,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    source_id BIGINT NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    since BIGINT NOT NULL,
    PRIMARY KEY (post_id, item_id)
);

CREATE INDEX post_item_by_source ON post_item (source_id, post_id);

-- A summary for followers and the posts it stands for.
CREATE TABLE post_member (
    summary_id BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    member_id BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    PRIMARY KEY (summary_id, member_id)
);

CREATE INDEX post_member_by_member ON post_member (member_id);

CREATE TABLE post_revision (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    post_id BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE INDEX post_revision_by_post ON post_revision (post_id, id);

CREATE TABLE post_tag (
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    PRIMARY KEY (town_id, tag, post_id)
);

CREATE TABLE media (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    source_sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    variants TEXT NOT NULL,
    blurhash TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (town_id, source_sha256)
);

CREATE TABLE media_origin (
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    media_id BIGINT NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    PRIMARY KEY (town_id, origin)
);

CREATE TABLE post_media (
    post_id BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    media_id BIGINT NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    alt TEXT,
    alt_origin TEXT NOT NULL,
    PRIMARY KEY (post_id, position)
);

CREATE INDEX post_media_by_media ON post_media (media_id);

CREATE TABLE held (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    source_id BIGINT NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    entries TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    answer TEXT,
    answered_at BIGINT
);

CREATE INDEX held_open ON held (source_id, answered_at);

CREATE TABLE change (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE peer (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host TEXT NOT NULL UNIQUE,
    dialect TEXT,
    dialect_at BIGINT,
    cap BIGINT NOT NULL DEFAULT 2,
    failures BIGINT NOT NULL DEFAULT 0,
    failing_since BIGINT,
    failure_days BIGINT NOT NULL DEFAULT 0,
    last_failure_day BIGINT,
    retry_at BIGINT NOT NULL DEFAULT 0,
    dead_at BIGINT,
    last_success_at BIGINT,
    last_town BIGINT NOT NULL DEFAULT 0,
    lease_token TEXT,
    leased_until BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE inbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    peer_id BIGINT NOT NULL REFERENCES peer (id) ON DELETE CASCADE,
    url TEXT NOT NULL UNIQUE,
    shared BOOLEAN NOT NULL,
    gone_at BIGINT
);

CREATE INDEX inbox_by_peer ON inbox (peer_id);

CREATE TABLE remote_actor (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    peer_id BIGINT NOT NULL REFERENCES peer (id),
    inbox_id BIGINT NOT NULL REFERENCES inbox (id),
    shared_inbox_id BIGINT REFERENCES inbox (id),
    username TEXT NOT NULL,
    key_id TEXT NOT NULL,
    key_pem TEXT NOT NULL,
    fetched_at BIGINT NOT NULL,
    gone_at BIGINT
);

CREATE INDEX remote_actor_by_peer ON remote_actor (peer_id);
CREATE INDEX remote_actor_by_key ON remote_actor (key_id);
CREATE INDEX remote_actor_by_inbox ON remote_actor (inbox_id);
CREATE INDEX remote_actor_by_shared_inbox ON remote_actor (shared_inbox_id);

CREATE TABLE follower (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
    remote_actor_id BIGINT NOT NULL REFERENCES remote_actor (id) ON DELETE CASCADE,
    follow_uri TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    to_at BIGINT
);

CREATE INDEX follower_by_actor ON follower (actor_id, to_at);
CREATE UNIQUE INDEX follower_now ON follower (actor_id, remote_actor_id) WHERE to_at IS NULL;
CREATE INDEX follower_by_remote ON follower (remote_actor_id, actor_id);

CREATE TABLE activity (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    actor_id BIGINT NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
    ulid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    post_id BIGINT REFERENCES post (id) ON DELETE CASCADE,
    chain TEXT NOT NULL,
    body TEXT NOT NULL,
    in_outbox BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);

CREATE INDEX activity_outbox ON activity (actor_id, in_outbox, ulid);
CREATE INDEX activity_by_post ON activity (post_id);

CREATE TABLE delivery (
    activity_id BIGINT NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
    inbox_id BIGINT NOT NULL REFERENCES inbox (id) ON DELETE CASCADE,
    peer_id BIGINT NOT NULL REFERENCES peer (id) ON DELETE CASCADE,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    chain TEXT NOT NULL,
    priority BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    retry_at BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    last_error TEXT,
    PRIMARY KEY (activity_id, inbox_id)
);

CREATE INDEX delivery_by_chain ON delivery (inbox_id, chain, activity_id);
CREATE INDEX delivery_by_urgency ON delivery (peer_id, priority, retry_at);

CREATE TABLE receipt (
    activity_id BIGINT NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
    inbox_id BIGINT NOT NULL REFERENCES inbox (id) ON DELETE CASCADE,
    outcome TEXT NOT NULL,
    status BIGINT,
    attempts BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (activity_id, inbox_id)
);

CREATE INDEX receipt_by_time ON receipt (at);
CREATE INDEX receipt_by_inbox ON receipt (inbox_id);

CREATE TABLE seen_activity (
    uri TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (uri, actor)
);

CREATE INDEX seen_activity_by_time ON seen_activity (at);

CREATE TABLE job (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    urgent BOOLEAN NOT NULL DEFAULT FALSE,
    attempts BIGINT NOT NULL DEFAULT 0,
    wanted BIGINT NOT NULL DEFAULT 1,
    taken BIGINT NOT NULL DEFAULT 0,
    lease_token TEXT,
    leased_until BIGINT NOT NULL DEFAULT 0,
    failed_at BIGINT,
    error TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (kind, key)
);

CREATE INDEX job_due ON job (failed_at, run_at);
