-- The words of posts for readers who search (FTS5, trigrams: any part of a word is found). A row's number is the post's.
-- Umlauts are found in each way of writing: the tokenizer drops their dots, and a second copy writes them out. The index
-- keeps no text of its own, and what a post said is gone from it with the post (secure-delete).
CREATE VIEW _post_words_of AS SELECT id, plain || char(10) || replace(replace(replace(replace(replace(replace(replace(plain, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'Ä', 'ae'), 'Ö', 'oe'), 'Ü', 'ue'), 'ß', 'ss') AS words FROM post;

CREATE VIRTUAL TABLE _post_words USING fts5(
    words, content = '_post_words_of', content_rowid = 'id', tokenize = 'trigram remove_diacritics 1'
);

INSERT INTO _post_words (_post_words, rank) VALUES ('secure-delete', 1);

INSERT INTO _post_words (rowid, words) SELECT id, words FROM _post_words_of;

CREATE TRIGGER _post_words_added AFTER INSERT ON post BEGIN
    INSERT INTO _post_words (rowid, words)
        VALUES (new.id, new.plain || char(10) || replace(replace(replace(replace(replace(replace(replace(new.plain, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'Ä', 'ae'), 'Ö', 'oe'), 'Ü', 'ue'), 'ß', 'ss'));
END;

CREATE TRIGGER _post_words_changed AFTER UPDATE OF plain ON post WHEN new.plain <> old.plain BEGIN
    INSERT INTO _post_words (_post_words, rowid, words)
        VALUES ('delete', old.id, old.plain || char(10) || replace(replace(replace(replace(replace(replace(replace(old.plain, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'Ä', 'ae'), 'Ö', 'oe'), 'Ü', 'ue'), 'ß', 'ss'));
    INSERT INTO _post_words (rowid, words)
        VALUES (new.id, new.plain || char(10) || replace(replace(replace(replace(replace(replace(replace(new.plain, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'Ä', 'ae'), 'Ö', 'oe'), 'Ü', 'ue'), 'ß', 'ss'));
END;

CREATE TRIGGER _post_words_removed AFTER DELETE ON post BEGIN
    INSERT INTO _post_words (_post_words, rowid, words)
        VALUES ('delete', old.id, old.plain || char(10) || replace(replace(replace(replace(replace(replace(replace(old.plain, 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'Ä', 'ae'), 'Ö', 'oe'), 'Ü', 'ue'), 'ß', 'ss'));
END;

-- What holds at a moment.
CREATE INDEX post_holding ON post (town_id, valid_until) WHERE validity_kind IS NOT NULL;

-- Appointments.
CREATE INDEX post_events ON post (town_id, created_at) WHERE event IS NOT NULL;
