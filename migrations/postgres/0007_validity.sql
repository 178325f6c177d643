-- From when until when a post holds, read from its text or set by staff. Both ends may be missing; no kind: nothing is known,
-- or staff said that there is nothing to know.
ALTER TABLE post ADD COLUMN valid_from BIGINT;
ALTER TABLE post ADD COLUMN valid_until BIGINT;
ALTER TABLE post ADD COLUMN validity_kind TEXT;
ALTER TABLE post ADD COLUMN validity_origin TEXT;
