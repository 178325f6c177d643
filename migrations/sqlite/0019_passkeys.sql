-- Further ways in: passkeys, and accounts at the town hall's own sign-in service.

-- Whoever began this stay proved themselves twice.
ALTER TABLE staff_session ADD COLUMN proven BOOLEAN NOT NULL DEFAULT FALSE;

-- A key that a device of the person holds. Only its public half is here, with its counter.
CREATE TABLE staff_passkey (
    id INTEGER PRIMARY KEY,
    ulid TEXT NOT NULL UNIQUE,
    staff_id BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    -- SHA-256 in hex of the name by which the device knows it.
    credential_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    public_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE INDEX staff_passkey_by_staff ON staff_passkey (staff_id);

-- Which account of a sign-in service is whose: the service's own, lasting name for it, never a mail address.
CREATE TABLE staff_account (
    id INTEGER PRIMARY KEY,
    staff_id BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (issuer, subject),
    UNIQUE (staff_id, issuer)
);

-- A sign-in that is on its way: what was asked, sealed, under a hash of what the browser holds. Each is taken once.
CREATE TABLE sign_in_flow (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    papers_sealed TEXT NOT NULL,
    good_until BIGINT NOT NULL
);
