-- One message, one post: what each item says on its own, who resembles whom, and what people decided about it.

ALTER TABLE item ADD COLUMN content TEXT;
ALTER TABLE item ADD COLUMN fingerprint TEXT;
ALTER TABLE item ADD COLUMN said_at BIGINT;

-- Under these keys an item finds those that may say the same.
CREATE TABLE likeness_key (
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    key BIGINT NOT NULL,
    said_at BIGINT NOT NULL,
    item_id BIGINT NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    PRIMARY KEY (town_id, key, said_at, item_id)
);

CREATE INDEX likeness_key_by_item ON likeness_key (item_id);

ALTER TABLE media ADD COLUMN picture_hash BIGINT;

-- The post that says it now: this one was joined into it.
ALTER TABLE post ADD COLUMN joined_into BIGINT REFERENCES post (id);

-- What a post was made of before: items that were withdrawn, split off or moved to another post.
CREATE TABLE post_item_past (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    post_id BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    item_id BIGINT NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    why TEXT NOT NULL
);

CREATE INDEX post_item_past_by_item ON post_item_past (item_id);
CREATE INDEX post_item_past_by_post ON post_item_past (post_id);

-- What staff said about two items: the same message or not. It outlasts every machine's opinion.
CREATE TABLE bond (
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    item_a BIGINT NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    item_b BIGINT NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    same BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (item_a, item_b)
);

CREATE INDEX bond_by_other ON bond (item_b);

-- What staff wrote instead of a source, field by field.
CREATE TABLE post_override (
    post_id BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    over TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (post_id, field)
);

-- What must never be taken over again ("Sofort entfernen").
CREATE TABLE block (
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (town_id, kind, value)
);
