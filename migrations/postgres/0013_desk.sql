-- People who work in the admin area: who they are, what they may do where, and where they are signed in.

CREATE TABLE staff (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ulid TEXT NOT NULL UNIQUE,
    -- What they sign in with: a mail address or a short name, lower case.
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- Its hash with what made it; NULL until the invitation was taken up.
    password TEXT,
    created_at BIGINT NOT NULL,
    signed_in_at BIGINT,
    ended_at BIGINT
);

-- One role in one town; without a town, in all of them.
CREATE TABLE staff_role (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    town_id BIGINT REFERENCES town (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    -- Ends by itself then.
    until BIGINT
);

CREATE INDEX staff_role_by_staff ON staff_role (staff_id);
CREATE INDEX staff_role_by_town ON staff_role (town_id);

-- Where someone is signed in. Of what the browser holds only the hash is here.
CREATE TABLE staff_session (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE,
    -- Browser and system in two words, for the person's own list.
    device TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);

CREATE INDEX staff_session_by_staff ON staff_session (staff_id);
CREATE INDEX staff_session_seen ON staff_session (seen_at);

-- Addresses that work once: for the first person, or to choose a password. Of their code only the hash is here.
CREATE TABLE staff_link (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Whose password is chosen; NULL: the first person says who they are.
    staff_id BIGINT REFERENCES staff (id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE,
    -- Works also when there are people already: someone asked for it at the machine.
    even_so BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);

CREATE INDEX staff_link_by_staff ON staff_link (staff_id);
