-- Who decided what, and what someone must look after.

-- One chain of entries per town, only ever added to: each hash covers the one before it.
CREATE TABLE audit (
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    n BIGINT NOT NULL CHECK (n > 0),
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    deed TEXT NOT NULL,
    about_kind TEXT NOT NULL,
    about TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (town_id, n)
);

-- Where each chain ends: tells when entries are missing there.
CREATE TABLE audit_head (
    town_id BIGINT PRIMARY KEY REFERENCES town (id) ON DELETE CASCADE,
    n BIGINT NOT NULL,
    hash TEXT NOT NULL
);

-- Trouble with a source of which the operators are told.
CREATE TABLE alarm (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    source_id BIGINT NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    told_at BIGINT,
    over_at BIGINT,
    over_told_at BIGINT
);

CREATE UNIQUE INDEX alarm_open ON alarm (source_id, kind) WHERE over_at IS NULL;
CREATE INDEX alarm_by_town ON alarm (town_id, over_told_at);
