-- What staff write before it is published. No visitor sees it, and what becomes of it does not touch the post it became.
CREATE TABLE draft (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    ulid TEXT NOT NULL UNIQUE,
    -- draft, waiting, returned, planned, published
    state TEXT NOT NULL,
    -- As it was typed (JSON; see domain::draft::DraftContent).
    content TEXT NOT NULL,
    -- ULIDs of staff, who may work here no more, or on another machine: who began it, and who wrote on it last.
    author TEXT NOT NULL,
    editor TEXT NOT NULL,
    -- Rises with every change, so that nobody decides about something else than what they read.
    version BIGINT NOT NULL,
    -- Why it was given back; when the machine gave it back, the reason's key.
    note TEXT,
    -- Who let it through or gave it back.
    decided_by TEXT,
    -- When a planned one appears.
    publish_at BIGINT,
    post_id BIGINT REFERENCES post (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    published_at BIGINT
);

CREATE INDEX draft_by_town ON draft (town_id, changed_at);
CREATE INDEX draft_by_post ON draft (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX draft_due ON draft (publish_at) WHERE state = 'planned';

-- Its pictures, stored as those of posts are, but on no page yet.
CREATE TABLE draft_picture (
    draft_id BIGINT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    media_id BIGINT NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    alt TEXT NOT NULL,
    PRIMARY KEY (draft_id, place)
);

CREATE INDEX draft_picture_by_media ON draft_picture (media_id);
