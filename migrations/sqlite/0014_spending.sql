-- What reading a channel has cost in a month, in thousandths of a US dollar; only platforms that take money count.
ALTER TABLE source ADD COLUMN spent_month TEXT;
ALTER TABLE source ADD COLUMN spent BIGINT NOT NULL DEFAULT 0;
