-- What was decided about one thing, asked for on its page.
CREATE INDEX audit_by_about ON audit (town_id, about_kind, about);
