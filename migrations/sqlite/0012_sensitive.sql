-- The author's warning of what a post's pictures show, in their words; '' is a warning without words. NULL: none.
ALTER TABLE post ADD COLUMN sensitive TEXT;
