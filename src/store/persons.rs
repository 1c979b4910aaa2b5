//! The directory of persons: its rows, and who is found in it by word parts.

use super::project::Tx;
use super::reads::{Outcome, Reads};
use super::rows::{CaseHead, ChildRow, PartyRow, case_columns, fields};
use crate::domain::access::ACCESS_STREAM;
use crate::domain::ids::PersonId;
use rusqlite::Row;
use serde::Serialize;

/// A person or organisation as the desk writes it; everything in it is derived.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PersonRow {
    /// The person.
    pub id: i64,
    /// The number of the person's own last event; 0 without any.
    pub rev: i64,
    /// Person or organisation.
    pub nature: String,
    /// The name.
    pub name: String,
    /// The identity number or code.
    pub id_no: Option<String>,
    /// The last telephone number known.
    pub phone: Option<String>,
    /// The address.
    pub place: Option<String>,
    /// The day of birth.
    pub birth: Option<String>,
    /// The sex.
    pub sex: Option<String>,
    /// The home region, six digits.
    pub region: Option<String>,
    /// The household (户), by whoever was first in it.
    pub household: Option<i64>,
    /// The person this one turned out to be.
    pub joined: Option<i64>,
    /// In how many cases they stand.
    pub cases: i64,
    /// The newest of them.
    pub last_case: Option<i64>,
    /// A digest of what they are found by.
    pub digest: i64,
    /// The whole, as JSON.
    pub state: String,
}

macro_rules! person_columns {
    () => {
        "p.id, p.rev, p.nature, p.name, p.id_no, p.phone, p.place, p.birth, p.sex, p.region, p.household, p.joined, \
         p.cases, p.last_case, p.digest, p.state"
    };
}

impl PersonRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        fields!(
            row,
            PersonRow {
                id,
                rev,
                nature,
                name,
                id_no,
                phone,
                place,
                birth,
                sex,
                region,
                household,
                joined,
                cases,
                last_case,
                digest,
                state
            }
        )
    }
}

impl Reads {
    /// Returns a person's row.
    pub fn person_row(&self, id: i64) -> Outcome<Option<PersonRow>> {
        self.one(concat!("SELECT ", person_columns!(), " FROM person_row p WHERE p.id = ?1"), [id], PersonRow::read)
    }

    /// Returns the persons that have the word parts, the last that came first.
    pub fn persons_found(&self, matching: &str, limit: u32) -> Outcome<Vec<PersonRow>> {
        self.all(
            concat!(
                "SELECT ",
                person_columns!(),
                " FROM person_fts CROSS JOIN person_row p ON p.id = person_fts.rowid
                 WHERE person_fts MATCH ?1 ORDER BY person_fts.rowid DESC LIMIT ?2"
            ),
            (matching, limit),
            PersonRow::read,
        )
    }

    /// Returns whoever may fit, in the order in which they first came into sight, the last first: their entries or the
    /// cases in sight have the word parts. Whether they fit must be seen from what of them is in sight.
    pub fn persons_in_sight(&self, matching: &str) -> Outcome<Vec<i64>> {
        self.all(
            "SELECT t.person FROM (
                 SELECT p.id FROM person_fts CROSS JOIN person_row p ON p.id = person_fts.rowid WHERE person_fts MATCH ?1
                 UNION
                 SELECT t.person FROM case_fts CROSS JOIN party_row t ON t.case_id = case_fts.rowid
                 WHERE case_fts MATCH ?1 AND t.person IS NOT NULL
             ) f CROSS JOIN party_row t ON t.person = f.id
             GROUP BY t.person ORDER BY min(t.case_id) DESC, max(t.party) DESC, max(t.nth) DESC, t.person DESC",
            [matching],
            |row| row.get(0),
        )
    }

    /// Returns, of the last two hundred who have the word parts, those an officer has told something of, with those who
    /// turned out to be them.
    pub fn persons_told_of(&self, matching: &str, limit: u32) -> Outcome<Vec<i64>> {
        self.all(
            "WITH told (id) AS (
                 SELECT f.id FROM (
                     SELECT p.id, p.rev FROM person_fts CROSS JOIN person_row p ON p.id = person_fts.rowid
                     WHERE person_fts MATCH ?1 ORDER BY person_fts.rowid DESC LIMIT 200) f
                 WHERE f.rev > 0 LIMIT ?2)
             SELECT id FROM told UNION SELECT p.id FROM told CROSS JOIN person_row p ON p.joined = told.id",
            (matching, limit),
            |row| row.get(0),
        )
    }

    /// Returns those who turned out to be this person.
    pub fn persons_joined_into(&self, id: i64) -> Outcome<Vec<i64>> {
        self.all("SELECT id FROM person_row WHERE joined = ?1 ORDER BY id", [id], |row| row.get(0))
    }

    /// Returns everybody who was put into a household.
    pub fn household_of(&self, household: i64) -> Outcome<Vec<PersonRow>> {
        self.all(
            concat!("SELECT ", person_columns!(), " FROM person_row p WHERE p.household = ?1 ORDER BY p.id"),
            [household],
            PersonRow::read,
        )
    }

    /// Returns every place in which a person stands in a case, oldest case first.
    pub fn sightings(&self, person: i64) -> Outcome<Vec<PartyRow>> {
        let sql = format!("{} WHERE person = ?1 ORDER BY case_id, party, nth", PartyRow::COLUMNS);
        self.all(&sql, [person], PartyRow::read)
    }

    /// Returns the parties of a case, with those who speak for them.
    pub fn parties_of(&self, case: i64) -> Outcome<Vec<PartyRow>> {
        self.children(case)
    }

    /// Returns the newest cases in which a person stands, each with the place in it.
    pub fn appearances(&self, person: i64, limit: u32) -> Outcome<Vec<(PartyRow, CaseHead)>> {
        self.all(
            concat!(
                "SELECT p.case_id, p.party, p.nth, p.capacity, p.nature, p.name, p.id_no, p.phone, p.place, p.person, ",
                case_columns!(),
                " FROM party_row p CROSS JOIN case_row c ON c.id = p.case_id
                 WHERE p.person = ?1 ORDER BY p.case_id DESC LIMIT ?2"
            ),
            (person, limit),
            |row| Ok((PartyRow::read(row)?, CaseHead::read_from(row, PartyRow::WIDTH)?)),
        )
    }

    /// Returns everybody who stands in a case, has events of their own, or has a row.
    pub fn every_person(&self) -> Outcome<Vec<i64>> {
        self.all(
            "SELECT person FROM party_row WHERE person IS NOT NULL
             UNION SELECT stream - ?1 FROM event WHERE stream > ?1 AND stream < ?2
             UNION SELECT id FROM person_row ORDER BY 1",
            [PersonId::STREAMS, ACCESS_STREAM],
            |row| row.get(0),
        )
    }
}

impl Tx<'_> {
    /// Returns the id that the next new person takes; it is taken once a row is put that names it.
    pub fn next_person(&self) -> Outcome<i64> {
        let last = self.one(
            "SELECT max((SELECT coalesce(max(id), 0) FROM person_row),
                        (SELECT coalesce(max(stream) - ?1, 0) FROM event WHERE stream > ?1 AND stream < ?2))",
            [PersonId::STREAMS, ACCESS_STREAM],
            |row| row.get::<_, i64>(0),
        )?;
        Ok(last.unwrap_or(0) + 1)
    }

    /// Writes a person's row; the word parts, made by `grams`, only if what they are made of has changed.
    ///
    /// A person who turned out to be another is not found any more.
    pub fn put_person(&self, row: &PersonRow, grams: impl FnOnce() -> String) -> Outcome<()> {
        let standing = self.one("SELECT digest, joined FROM person_row WHERE id = ?1", [row.id], |found| {
            Ok((found.get::<_, i64>(0)?, found.get::<_, Option<i64>>(1)?))
        })?;
        self.put_person_row(row)?;
        if row.joined.is_some() {
            return self.run("DELETE FROM person_fts WHERE rowid = ?1", [row.id]).map(drop);
        }
        if standing == Some((row.digest, None)) {
            return Ok(());
        }
        self.run("INSERT OR REPLACE INTO person_fts (rowid, grams) VALUES (?1, ?2)", (row.id, grams())).map(drop)
    }

    pub(super) fn put_person_row(&self, row: &PersonRow) -> Outcome<()> {
        let p = row;
        let values: [&dyn rusqlite::ToSql; 16] = [
            &p.id,
            &p.rev,
            &p.nature,
            &p.name,
            &p.id_no,
            &p.phone,
            &p.place,
            &p.birth,
            &p.sex,
            &p.region,
            &p.household,
            &p.joined,
            &p.cases,
            &p.last_case,
            &p.digest,
            &p.state,
        ];
        self.run(
            "INSERT OR REPLACE INTO person_row (id, rev, nature, name, id_no, phone, place, birth, sex, region,
                 household, joined, cases, last_case, digest, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            values.as_slice(),
        )
        .map(drop)
    }

    /// Removes a person of whom nothing is known any more.
    pub fn remove_person(&self, id: i64) -> Outcome<()> {
        self.run("DELETE FROM person_row WHERE id = ?1", [id])?;
        self.run("DELETE FROM person_fts WHERE rowid = ?1", [id]).map(drop)
    }
}
