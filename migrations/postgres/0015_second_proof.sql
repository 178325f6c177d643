-- The second proof at sign-in, codes on paper, and who made an address that works once.

-- The secret that the person's phone knows, sealed; the last step of time at which one of its numbers was used.
ALTER TABLE staff ADD COLUMN totp_sealed TEXT;
ALTER TABLE staff ADD COLUMN totp_step BIGINT;
ALTER TABLE staff ADD COLUMN totp_since BIGINT;

-- Only the password was right yet.
ALTER TABLE staff_session ADD COLUMN half BOOLEAN NOT NULL DEFAULT FALSE;
-- A secret that this browser was shown and that counts once a number of it was typed in, sealed.
ALTER TABLE staff_session ADD COLUMN seed_sealed TEXT;

-- Who invited; NULL: somebody at the machine.
ALTER TABLE staff_link ADD COLUMN by_staff_id BIGINT REFERENCES staff (id) ON DELETE CASCADE;

-- Codes on paper that each stand in for the phone once. Only their hash is here.
CREATE TABLE staff_code (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE INDEX staff_code_by_staff ON staff_code (staff_id);

-- One row for a role: of several the one that lasts longest.
UPDATE staff_role SET until = CASE
    WHEN EXISTS (
        SELECT 1 FROM staff_role o WHERE o.staff_id = staff_role.staff_id AND o.role = staff_role.role
        AND coalesce(o.town_id, 0) = coalesce(staff_role.town_id, 0) AND o.until IS NULL
    ) THEN NULL
    ELSE (
        SELECT max(o.until) FROM staff_role o WHERE o.staff_id = staff_role.staff_id AND o.role = staff_role.role
        AND coalesce(o.town_id, 0) = coalesce(staff_role.town_id, 0)
    )
END;
DELETE FROM staff_role WHERE id NOT IN (SELECT min(id) FROM staff_role GROUP BY staff_id, town_id, role);
CREATE UNIQUE INDEX staff_role_once ON staff_role (staff_id, coalesce(town_id, 0), role);
