-- How far a town's setting up has come. It says nothing about what is set: that stands where it belongs.
CREATE TABLE setup (
    town_id BIGINT PRIMARY KEY REFERENCES town (id) ON DELETE CASCADE,
    -- Steps that were gone through or passed over, counted from the first.
    passed BIGINT NOT NULL,
    -- Since when it is finished or put away.
    ended_at BIGINT
);
