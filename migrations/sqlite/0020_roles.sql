-- Roles that hold for some senders and channels only, people who stand in for others, the second approval, what an agency may
-- publish by itself for a time, and in which town somebody works.

-- Names of senders and short names of channels (JSON lists) for which the role holds; NULL: for all.
ALTER TABLE staff_role ADD COLUMN senders TEXT;
ALTER TABLE staff_role ADD COLUMN channels TEXT;
-- It counts when the person took it on at an address of its own: another town's invitation was open when it was given.
ALTER TABLE staff_role ADD COLUMN waits BOOLEAN NOT NULL DEFAULT FALSE;

-- The town whose waiting role the address opens; NULL: it is for choosing a password.
ALTER TABLE staff_link ADD COLUMN joins_town BIGINT REFERENCES town (id) ON DELETE CASCADE;

-- The town in which somebody with several works at the moment.
ALTER TABLE staff_session ADD COLUMN in_town BIGINT REFERENCES town (id) ON DELETE SET NULL;

-- Who approves for somebody who is away.
CREATE TABLE staff_substitute (
    id INTEGER PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    staff_id BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    substitute_id BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    begins BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    UNIQUE (town_id, staff_id)
);

CREATE INDEX staff_substitute_by_substitute ON staff_substitute (substitute_id);
CREATE INDEX staff_substitute_by_staff ON staff_substitute (staff_id);

-- Under which sender, or from which channel, an agency publishes without the town's approval, and until when.
CREATE TABLE agency_pass (
    id INTEGER PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    -- sender, channel
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    until BIGINT NOT NULL,
    UNIQUE (town_id, kind, name)
);

-- Who approved it first, where two are wanted.
ALTER TABLE draft ADD COLUMN first_by TEXT;
-- When those who can approve it were reminded of it.
ALTER TABLE draft ADD COLUMN reminded_at BIGINT;
