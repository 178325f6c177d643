-- The words of posts for readers who search (pg_trgm: any part of a word is found). Umlauts are found in each way of
-- writing: without their dots, and written out.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE FUNCTION _post_words(plain TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(lower(plain), 'äöüÄÖÜéèêáàâíìîóòôúùûçñ', 'aouaoueeeaaaiiiooouuucn') || chr(10) ||
        replace(replace(replace(replace(translate(lower(plain), 'ÄÖÜ', 'äöü'), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss')
$$;

CREATE INDEX post_words ON post USING gin (_post_words(plain) gin_trgm_ops);

-- What holds at a moment.
CREATE INDEX post_holding ON post (town_id, valid_until) WHERE validity_kind IS NOT NULL;

-- Appointments.
CREATE INDEX post_events ON post (town_id, created_at) WHERE event IS NOT NULL;
