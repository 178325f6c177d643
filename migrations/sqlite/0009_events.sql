-- The appointment that a post announces, and sounds and films that it links (both JSON; see domain::item::ItemEvent and
-- domain::media::Recording). NULL: none.
ALTER TABLE post ADD COLUMN event TEXT;
ALTER TABLE post ADD COLUMN recordings TEXT;
