-- Finding: an index of word parts over cases and people, the people themselves, and links between cases.
--
-- Everything here is derived from the log; a database that had only 0001 has its index rows made anew
-- when it is next opened to write.

-- The whole tables are derived, and their columns change: they are emptied with what hangs on them.
DELETE FROM booking_row;
DELETE FROM session_row;
DELETE FROM clock_row;
DELETE FROM assignment_row;
DELETE FROM case_state;
DROP TABLE party_row;
DELETE FROM case_row;
DELETE FROM stage_count;

-- The text for filters moves to `case_text`, so that a list reads slim rows.
ALTER TABLE case_row DROP COLUMN search;
-- The number of the case this one was merged into (并案).
ALTER TABLE case_row ADD COLUMN merged_into TEXT;

-- Whose move it is, among the open cases: counted in the top line, and read in this order page by page.
CREATE INDEX case_by_ball ON case_row (ball, ifnull(due, '~'), id) WHERE closed_at IS NULL;
-- The alerts that nobody has acknowledged, for the bell.
CREATE INDEX clock_unseen ON clock_row (level) WHERE running = 1 AND acknowledged = 0;

-- What a search looks into: the folded text for what word parts alone cannot tell, and a digest by which it
-- is known whether the index has to be written anew.
CREATE TABLE case_text (
    case_id INTEGER PRIMARY KEY REFERENCES case_row (id),
    digest  INTEGER NOT NULL,
    body    TEXT    NOT NULL
) STRICT;

-- The word parts of each case; the row is the case. Only presence is kept: no positions, no content.
-- The parts are made by the program, so that no tokenizer of ours is needed to check or copy the file.
CREATE VIRTUAL TABLE case_fts USING fts5 (
    grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
INSERT INTO case_fts (case_fts, rank) VALUES ('automerge', 8);

-- Parties (当事人) and those who speak for them: who came before, in which capacity.
CREATE TABLE party_row (
    case_id  INTEGER NOT NULL REFERENCES case_row (id),
    party    INTEGER NOT NULL,
    nth      INTEGER NOT NULL,                        -- 0 the party itself, from 1 its representatives
    capacity TEXT    NOT NULL,                        -- applicant, respondent, representative
    nature   TEXT    NOT NULL,                        -- person, organisation, group
    name     TEXT    NOT NULL,
    id_no    TEXT,
    phone    TEXT,
    place    TEXT,
    person   INTEGER,                                 -- who it is in the directory of people
    PRIMARY KEY (case_id, party, nth)
) STRICT, WITHOUT ROWID;

CREATE INDEX party_by_person ON party_row (person, case_id) WHERE person IS NOT NULL;

-- People and organisations as the centre knows them (人员台账), grown from what was written down.
CREATE TABLE person_row (
    id        INTEGER PRIMARY KEY,
    rev       INTEGER NOT NULL,                       -- number of the person's own last event; 0 without any
    nature    TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    id_no     TEXT,
    phone     TEXT,                                   -- the last one known
    place     TEXT,
    birth     TEXT,
    sex       TEXT,
    region    TEXT,
    household INTEGER,                                -- the person whose household (户) it is
    joined    INTEGER,                                -- the person this one turned out to be
    cases     INTEGER NOT NULL,
    last_case INTEGER,
    digest    INTEGER NOT NULL,
    state     TEXT    NOT NULL                        -- JSON
) STRICT;

CREATE INDEX person_by_household ON person_row (household) WHERE household IS NOT NULL;
CREATE INDEX person_by_joined    ON person_row (joined) WHERE joined IS NOT NULL;

-- The word parts of each person; the row is the person.
CREATE VIRTUAL TABLE person_fts USING fts5 (
    grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
INSERT INTO person_fts (person_fts, rank) VALUES ('automerge', 8);

-- Links (关联) between cases, each written from both ends.
CREATE TABLE link_row (
    case_id INTEGER NOT NULL REFERENCES case_row (id),
    other   TEXT    NOT NULL,                         -- the other case's number
    kind    TEXT    NOT NULL,
    at      TEXT    NOT NULL,
    PRIMARY KEY (case_id, other, kind)
) STRICT, WITHOUT ROWID;
