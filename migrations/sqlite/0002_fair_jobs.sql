-- Whose job it is, so that towns take turns (DESIGN D6). Empty for chores that serve all towns.

ALTER TABLE job ADD COLUMN town_id BIGINT REFERENCES town (id) ON DELETE CASCADE;
