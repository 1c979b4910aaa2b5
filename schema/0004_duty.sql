-- Duty and supervision: the roster, the shifts, the directives. What has a stream of its own in the log and is no case
-- is a folio (专卷); all kinds of them lie in one table, derived from the log like every index row.
--
-- What units had sent back is counted per assignment from now on, so a database from before has its index rows made
-- anew when it is next opened to write.

DELETE FROM booking_row;
DELETE FROM session_row;
DELETE FROM clock_row;
DELETE FROM assignment_row;
DELETE FROM link_row;
DELETE FROM party_row;
DELETE FROM sight_row;
DELETE FROM sealed_row;
DELETE FROM case_state;
DELETE FROM case_text;
INSERT INTO case_fts (case_fts) VALUES ('delete-all');
INSERT INTO person_fts (person_fts) VALUES ('delete-all');
DELETE FROM person_row;
DELETE FROM case_row;
DELETE FROM stage_count;

-- How often the result was sent back (退回重办), and how often the unit said "not ours" (异议).
ALTER TABLE assignment_row ADD COLUMN sent_back INTEGER NOT NULL DEFAULT 0;
ALTER TABLE assignment_row ADD COLUMN objected  INTEGER NOT NULL DEFAULT 0;

-- What was answered at the last call-back (回访) since the case was last resolved, and how often the resident was
-- dissatisfied in all.
ALTER TABLE case_row ADD COLUMN call_back    TEXT;
ALTER TABLE case_row ADD COLUMN dissatisfied INTEGER NOT NULL DEFAULT 0;

-- Closed cases by when they were closed, for reviews (案件评查) and figures of a period.
CREATE INDEX case_by_closing ON case_row (closed_at) WHERE closed_at IS NOT NULL;
-- The clocks of a unit by when they began, for its standing (单位情况) over a period.
CREATE INDEX clock_by_unit_start ON clock_row (unit, kind, start) WHERE unit IS NOT NULL;

CREATE TABLE folio_row (
    stream       INTEGER PRIMARY KEY,
    kind         TEXT    NOT NULL,                    -- roster, shift, directive
    key          TEXT    NOT NULL,                    -- what people call it: 2026-11-22/day, DB2026-0001
    rev          INTEGER NOT NULL,                    -- number of the last event folded in
    sort         TEXT    NOT NULL,                    -- the moment by which it is ordered among its kind
    status       TEXT    NOT NULL,
    open         INTEGER NOT NULL CHECK (open IN (0, 1)),
    unit         TEXT,                                -- who has to do it
    due          TEXT,
    next_alarm   TEXT,                                -- when it next needs looking at by itself
    level        TEXT,                                -- the highest alert that stands (预警级别)
    acknowledged INTEGER NOT NULL CHECK (acknowledged IN (0, 1)),
    state        TEXT    NOT NULL,                    -- JSON
    UNIQUE (kind, key)
) STRICT;

CREATE INDEX folio_by_sort  ON folio_row (kind, sort);
CREATE INDEX folio_open     ON folio_row (kind, ifnull(due, '~'), sort) WHERE open = 1;
CREATE INDEX folio_by_unit  ON folio_row (unit, kind, sort) WHERE unit IS NOT NULL;
CREATE INDEX folio_by_alarm ON folio_row (next_alarm) WHERE next_alarm IS NOT NULL;

-- Which cases a folio is about.
CREATE TABLE folio_case (
    stream INTEGER NOT NULL REFERENCES folio_row (stream),
    no     TEXT    NOT NULL,
    PRIMARY KEY (no, stream)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_of_folio ON folio_case (stream);

-- Who may see a folio besides the centre's own people: `unit:rsj`, `officer:li`; `*` is everybody.
CREATE TABLE folio_sight (
    stream INTEGER NOT NULL REFERENCES folio_row (stream),
    who    TEXT    NOT NULL,
    PRIMARY KEY (who, stream)
) STRICT, WITHOUT ROWID;

CREATE INDEX sight_of_folio ON folio_sight (stream);

-- How far in the log an alert hook has been told (钩子). Not derived: it says what went out of the house.
CREATE TABLE hook_row (
    name TEXT    PRIMARY KEY,
    gid  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
