-- Paper and figures: what statistics are made of, and where a case that came in as a file had stood before.
--
-- Both are new, so a database from before has its index rows made anew when it is next opened to write.

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

-- What figures (统计) count of a case, closed ones too: few short facts, so that a year is counted without
-- replaying it. The two moments tell which cases were alive in a period.
CREATE TABLE fact_row (
    case_id       INTEGER PRIMARY KEY REFERENCES case_row (id),
    registered_at TEXT    NOT NULL,
    closed_at     TEXT,
    body          TEXT    NOT NULL                    -- JSON
) STRICT;

CREATE INDEX fact_by_end ON fact_row (ifnull(closed_at, '~'), registered_at);

-- Which entry of which earlier register or file a case was made of (旧台账、来件), so that none comes in twice.
CREATE TABLE origin_row (
    case_id  INTEGER NOT NULL REFERENCES case_row (id),
    register TEXT    NOT NULL,
    entry    TEXT    NOT NULL,
    PRIMARY KEY (register, entry, case_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX origin_by_case ON origin_row (case_id);

-- When leaders received residents (接访记录), for the leader's page.
CREATE INDEX event_of_visits ON event (at) WHERE kind = 'visit_received';

-- Results that were published or taken back (办理公示), for whoever looks them up.
CREATE INDEX event_of_results ON event (stream, seq) WHERE kind IN ('result_published', 'result_withheld');
