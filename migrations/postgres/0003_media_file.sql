-- Which stored file belongs to which media of a town, so that a file is found by its name.

CREATE TABLE media_file (
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    media_id BIGINT NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    PRIMARY KEY (town_id, hash, media_id)
);

CREATE INDEX media_file_by_media ON media_file (media_id);

INSERT INTO media_file (town_id, hash, media_id)
SELECT DISTINCT m.town_id, v ->> 'hash', m.id
FROM media m CROSS JOIN LATERAL json_array_elements(m.variants::json) v;
