-- The source gives this post no date: readers are told since when it stands here instead.
ALTER TABLE post ADD COLUMN undated BOOLEAN NOT NULL DEFAULT FALSE;
