-- Trust: who may see a case, sealed cases, and how officers prove who they are.
--
-- `sight_row` and `sealed_row` are derived from the log like everything before them; a database from before has its index
-- rows made anew when it is next opened to write. `credential` is not: secrets are no history, so they are kept here only,
-- and the log tells when one was set or tried in vain.

DELETE FROM booking_row;
DELETE FROM session_row;
DELETE FROM clock_row;
DELETE FROM assignment_row;
DELETE FROM link_row;
DELETE FROM party_row;
DELETE FROM case_state;
DELETE FROM case_text;
INSERT INTO case_fts (case_fts) VALUES ('delete-all');
INSERT INTO person_fts (person_fts) VALUES ('delete-all');
DELETE FROM person_row;
DELETE FROM case_row;
DELETE FROM stage_count;

-- Who may see a case besides the centre's own people: `unit:rsj`, `officer:li`, `mediator:zm`.
CREATE TABLE sight_row (
    case_id INTEGER NOT NULL REFERENCES case_row (id),
    who     TEXT    NOT NULL,
    PRIMARY KEY (who, case_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX sight_by_case ON sight_row (case_id, who);

-- Sealed cases (密件). A sealed case has no other index row at all, so no list, count, search, directory or hint can
-- betray it; the few who are named in it read its state from here.
CREATE TABLE sealed_row (
    case_id    INTEGER PRIMARY KEY,                   -- the stream
    no         TEXT    NOT NULL UNIQUE,
    rev        INTEGER NOT NULL,
    next_alarm TEXT,
    state      TEXT    NOT NULL                       -- JSON
) STRICT;

CREATE INDEX sealed_by_alarm ON sealed_row (next_alarm) WHERE next_alarm IS NOT NULL;

-- How an officer proves who they are at the desk.
CREATE TABLE credential (
    officer      TEXT    PRIMARY KEY,
    secret       TEXT    NOT NULL,                    -- Argon2id, in PHC form with its parameters and salt
    set_at       TEXT    NOT NULL,
    temporary    INTEGER NOT NULL CHECK (temporary IN (0, 1)), -- has to be changed at the next sign-in
    failed       INTEGER NOT NULL DEFAULT 0,          -- wrong tries in a row
    locked_until TEXT
) STRICT, WITHOUT ROWID;
