-- Rules per town and source, what they left out, whose channel it is, and under which names posts stand.

ALTER TABLE town ADD COLUMN rules TEXT;
ALTER TABLE source ADD COLUMN rules TEXT;
ALTER TABLE source ADD COLUMN class TEXT NOT NULL DEFAULT 'official';

-- Why an item is on no page; NULL for one that is.
ALTER TABLE item ADD COLUMN withheld TEXT;

-- The item on which a person decides.
ALTER TABLE held ADD COLUMN item_id BIGINT REFERENCES item (id) ON DELETE CASCADE;

CREATE INDEX held_by_item ON held (item_id);

CREATE TABLE post_label (
    post_id BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    PRIMARY KEY (post_id, kind, name)
);

CREATE INDEX post_label_by_name ON post_label (town_id, kind, name);
