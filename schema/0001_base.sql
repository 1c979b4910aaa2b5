-- The base: the log, which is the truth, and the index rows derived from it.
--
-- A released file is never edited: its checksum stands in the `migration` table of every database.
-- A later change is a new file with the next number.
--
-- Conventions: instants are local text `YYYY-MM-DDTHH:MM:SS+08:00`, so that text order is time order;
-- members of closed lists are their snake_case keys; everything but `event` can be recreated from it.

-- Which of these files made this database, in what form, and when (UTC).
CREATE TABLE migration (
    number   INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied  TEXT NOT NULL
) STRICT;

-- What happened (事件). Stream 0 is the centre; a stream above 0 is the case of that id.
-- Every row carries the hash of the row before it, so that damage and tampering show.
CREATE TABLE event (
    gid     INTEGER PRIMARY KEY,                      -- place in the whole log: 1, 2, 3 … without gaps
    stream  INTEGER NOT NULL CHECK (stream >= 0),
    seq     INTEGER NOT NULL CHECK (seq >= 1),        -- place in the stream: 1, 2, 3 … without gaps
    at      TEXT    NOT NULL,
    officer TEXT    NOT NULL,
    kind    TEXT    NOT NULL,
    body    TEXT    NOT NULL,                         -- JSON
    prev    BLOB    NOT NULL CHECK (length(prev) = 32),
    hash    BLOB    NOT NULL CHECK (length(hash) = 32),
    UNIQUE (stream, seq)
) STRICT;

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

-- The centre as it stands (directory, rulebook, calendars): one row.
CREATE TABLE centre_row (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    rev   INTEGER NOT NULL,
    state TEXT    NOT NULL                            -- JSON
) STRICT;

-- A case (事项) as lists and filters need it. The whole state stands apart, in `case_state`, so that
-- reading many rows stays cheap.
CREATE TABLE case_row (
    id            INTEGER PRIMARY KEY,                -- the stream
    no            TEXT    NOT NULL UNIQUE,            -- 编号
    year          INTEGER NOT NULL,
    seq_of_year   INTEGER NOT NULL,                   -- without gaps within the year
    rev           INTEGER NOT NULL,                   -- seq of the last event folded in
    kind          TEXT    NOT NULL,
    channel       TEXT    NOT NULL,
    title         TEXT    NOT NULL,
    category      TEXT,
    grade         TEXT,
    risk          TEXT,
    stage         TEXT    NOT NULL,
    place         TEXT,
    holder        TEXT,                               -- the unit that has the ball (承办单位)
    ball          TEXT    NOT NULL,                   -- whose move it is: the stage, or the assignment that matters most
    since         TEXT    NOT NULL,                   -- since when it has been so
    registered_at TEXT    NOT NULL,
    registered_by TEXT    NOT NULL,
    closed_at     TEXT,
    due           TEXT,                               -- of the running clock that ends first
    next_alarm    TEXT,                               -- when the case next needs looking at by itself
    level         TEXT,                               -- highest alarm raised and running (预警级别)
    parties       TEXT    NOT NULL,                   -- names as a list shows them
    search        TEXT    NOT NULL,                   -- the text that filters look into
    UNIQUE (year, seq_of_year)
) STRICT;

CREATE INDEX case_by_stage        ON case_row (stage, id);
CREATE INDEX case_by_stage_due    ON case_row (stage, due, id);
CREATE INDEX case_by_holder       ON case_row (holder, id);
CREATE INDEX case_by_registration ON case_row (registered_at);
CREATE INDEX case_by_due          ON case_row (due, id);
CREATE INDEX case_by_alarm        ON case_row (next_alarm) WHERE next_alarm IS NOT NULL;

-- How many cases are in each stage, kept by the triggers below: counting a million rows takes too long
-- for a figure that is always on screen.
CREATE TABLE stage_count (
    stage TEXT    PRIMARY KEY,
    cases INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER stage_is_counted_up AFTER INSERT ON case_row
BEGIN
    INSERT INTO stage_count (stage, cases) VALUES (new.stage, 1)
        ON CONFLICT (stage) DO UPDATE SET cases = cases + 1;
END;

CREATE TRIGGER stage_is_counted_over AFTER UPDATE OF stage ON case_row WHEN new.stage <> old.stage
BEGIN
    UPDATE stage_count SET cases = cases - 1 WHERE stage = old.stage;
    INSERT INTO stage_count (stage, cases) VALUES (new.stage, 1)
        ON CONFLICT (stage) DO UPDATE SET cases = cases + 1;
END;

CREATE TRIGGER stage_is_counted_down AFTER DELETE ON case_row
BEGIN
    UPDATE stage_count SET cases = cases - 1 WHERE stage = old.stage;
END;

CREATE TABLE case_state (
    case_id INTEGER PRIMARY KEY REFERENCES case_row (id),
    state   TEXT NOT NULL                             -- JSON
) STRICT;

-- Parties (当事人): who came before, under which phone, identity number or name.
CREATE TABLE party_row (
    case_id INTEGER NOT NULL REFERENCES case_row (id),
    party   INTEGER NOT NULL,
    side    TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    id_no   TEXT,
    phone   TEXT,
    place   TEXT,
    PRIMARY KEY (case_id, party)
) STRICT, WITHOUT ROWID;

CREATE INDEX party_by_phone ON party_row (phone) WHERE phone IS NOT NULL;
CREATE INDEX party_by_id_no ON party_row (id_no) WHERE id_no IS NOT NULL;
CREATE INDEX party_by_name  ON party_row (name);

-- Assignments (交办) to units.
CREATE TABLE assignment_row (
    case_id     INTEGER NOT NULL REFERENCES case_row (id),
    assignment  INTEGER NOT NULL,
    unit        TEXT    NOT NULL,
    role        TEXT    NOT NULL,
    status      TEXT    NOT NULL,
    assigned_at TEXT    NOT NULL,
    due         TEXT,
    PRIMARY KEY (case_id, assignment)
) STRICT, WITHOUT ROWID;

-- Clocks (时限): the alert list is those running, by due date.
CREATE TABLE clock_row (
    case_id      INTEGER NOT NULL REFERENCES case_row (id),
    clock        INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    unit         TEXT,
    rule         TEXT    NOT NULL,
    start        TEXT    NOT NULL,
    due          TEXT    NOT NULL,
    running      INTEGER NOT NULL CHECK (running IN (0, 1)),
    met          TEXT,
    late         TEXT,                                -- since when it is or was late
    next_alarm   TEXT,
    level        TEXT,
    acknowledged INTEGER NOT NULL CHECK (acknowledged IN (0, 1)),
    PRIMARY KEY (case_id, clock)
) STRICT, WITHOUT ROWID;

CREATE INDEX clock_by_due      ON clock_row (due) WHERE running = 1;
CREATE INDEX clock_by_unit_due ON clock_row (unit, due) WHERE running = 1;
CREATE INDEX clock_by_alarm    ON clock_row (next_alarm) WHERE running = 1 AND next_alarm IS NOT NULL;

-- Mediation sessions (调解场次); one without `starts` still waits for a time.
CREATE TABLE session_row (
    case_id INTEGER NOT NULL REFERENCES case_row (id),
    session INTEGER NOT NULL,
    room    TEXT,
    starts  TEXT,
    ends    TEXT,
    status  TEXT    NOT NULL,
    title   TEXT    NOT NULL,
    PRIMARY KEY (case_id, session)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_start  ON session_row (starts);

-- What a session takes up, and when: `room:1`, `mediator:zm`, `seat:rsj`, `person:<key>`.
-- Looked up by end: what is over stays out of the way, however much of it there is.
CREATE TABLE booking_row (
    case_id  INTEGER NOT NULL REFERENCES case_row (id),
    session  INTEGER NOT NULL,
    resource TEXT    NOT NULL,
    starts   TEXT    NOT NULL,
    ends     TEXT    NOT NULL,
    held_until TEXT,                              -- a hold that nobody confirmed ends here
    label    TEXT NOT NULL,
    PRIMARY KEY (case_id, session, resource, starts)
) STRICT, WITHOUT ROWID;

CREATE INDEX booking_by_end      ON booking_row (ends, starts);
