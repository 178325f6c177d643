-- Logins at platforms, what a channel's connector is told, and what platforms say by themselves.

-- One login at one platform, shared by the channels of that account. The login itself is sealed.
CREATE TABLE connection (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    ulid TEXT NOT NULL UNIQUE,
    platform TEXT NOT NULL,
    name TEXT NOT NULL,
    account TEXT,
    login_sealed TEXT NOT NULL,
    expires_at BIGINT,
    data_access_until BIGINT,
    person TEXT,
    deputy TEXT,
    refreshed_at BIGINT,
    refresh_at BIGINT,
    dead_since BIGINT,
    created_at BIGINT NOT NULL
);

CREATE INDEX connection_by_town ON connection (town_id, platform);
CREATE INDEX connection_refresh ON connection (refresh_at);

ALTER TABLE source ADD COLUMN connection_id BIGINT REFERENCES connection (id);
-- The account's own id at the platform.
ALTER TABLE source ADD COLUMN account TEXT;
-- The connector's own settings, JSON.
ALTER TABLE source ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';

-- Where we asked a hub to tell us about a feed (WebSub).
CREATE TABLE push_subscription (
    source_id BIGINT PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    hub TEXT NOT NULL,
    topic TEXT NOT NULL,
    secret_sealed TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    renew_at BIGINT NOT NULL,
    lease_until BIGINT,
    pushed_at BIGINT
);

CREATE INDEX push_subscription_renew ON push_subscription (renew_at);

-- Pushes of the last two days, so that one told again is no news.
CREATE TABLE push_seen (
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (town_id, fingerprint)
);

CREATE INDEX push_seen_at ON push_seen (seen_at);
