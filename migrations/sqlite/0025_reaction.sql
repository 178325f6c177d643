-- Who likes a post or passes it on, so that each counts once. Accounts are kept as hashes: only the number is of use here.
CREATE TABLE reaction (
    town_id BIGINT NOT NULL REFERENCES town (id) ON DELETE CASCADE,
    post_id BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    -- like, boost
    kind TEXT NOT NULL,
    -- SHA-256 of the account's id, and of the activity's.
    account TEXT NOT NULL,
    activity TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (town_id, post_id, kind, account)
);

CREATE INDEX reaction_by_account ON reaction (account);
CREATE INDEX reaction_by_post ON reaction (post_id);

-- Answers to people are found by their own id.
CREATE INDEX activity_by_chain ON activity (chain) WHERE post_id IS NULL;
