-- What a warning's page says beside its words (JSON; see domain::warning::Warned); NULL: no official warning. And the post
-- that a post answers: an all-clear its warning.
ALTER TABLE post ADD COLUMN warning TEXT;
ALTER TABLE post ADD COLUMN in_reply_to BIGINT REFERENCES post (id);
CREATE INDEX post_reply ON post (in_reply_to) WHERE in_reply_to IS NOT NULL;
CREATE INDEX post_warning ON post (town_id, created_at) WHERE validity_kind = 'warning';
