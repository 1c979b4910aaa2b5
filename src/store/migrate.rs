//! The schema's numbered files, and bringing a database up to the newest of them.

use super::error::StoreError;
use rusqlite::{Connection, Error as Sql};

/// What SQLite's `application_id` says in a file of ours: `YiCh` in ASCII.
pub(super) const APPLICATION_ID: i64 = 0x5969_4368;

/// One numbered file of the schema.
pub(super) struct Migration {
    /// Its number: 1, 2, 3 … without gaps.
    pub number: i64,
    /// Its name, without number and ending.
    pub name: &'static str,
    /// Its text.
    pub sql: &'static str,
}

/// Every file of the schema, in order.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "base", sql: include_str!("../../schema/0001_base.sql") },
    Migration { number: 2, name: "search", sql: include_str!("../../schema/0002_search.sql") },
    Migration { number: 3, name: "trust", sql: include_str!("../../schema/0003_trust.sql") },
    Migration { number: 4, name: "duty", sql: include_str!("../../schema/0004_duty.sql") },
    Migration { number: 5, name: "paper", sql: include_str!("../../schema/0005_paper.sql") },
];

/// The newest schema this program knows.
pub(super) const KNOWN: i64 = MIGRATIONS[MIGRATIONS.len() - 1].number;

impl Migration {
    /// Returns the BLAKE3 checksum of the text, the same whether line ends are LF or CRLF.
    pub fn checksum(&self) -> String {
        blake3::hash(self.sql.replace('\r', "").as_bytes()).to_hex().to_string()
    }
}

/// How far a file's schema is.
pub(super) enum Standing {
    /// Nothing is in it yet.
    Empty,
    /// It is ours, at this number.
    At(i64),
    /// It is somebody else's.
    Foreign,
}

/// Looks at whose file this is and how far its schema is.
pub(super) fn standing(conn: &Connection) -> Result<Standing, Sql> {
    let number = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
    let (owner, version) = (number("PRAGMA application_id")?, number("PRAGMA user_version")?);
    if owner == APPLICATION_ID {
        return Ok(Standing::At(version));
    }
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    Ok(if owner == 0 && version == 0 && tables == 0 { Standing::Empty } else { Standing::Foreign })
}

/// Applies the files after number `from`, inside the transaction the caller has begun.
pub(super) fn apply(conn: &Connection, from: i64) -> Result<(), Sql> {
    for migration in MIGRATIONS.iter().filter(|migration| migration.number > from) {
        conn.execute_batch(migration.sql)?;
        conn.execute(
            "INSERT INTO migration (number, name, checksum, applied)
             VALUES (?1, ?2, ?3, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
            (migration.number, migration.name, migration.checksum()),
        )?;
    }
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", KNOWN)
}

/// Refuses a schema newer than this program.
pub(super) fn refuse_newer(found: i64) -> Result<(), StoreError> {
    if found > KNOWN { Err(StoreError::NewerSchema { found, known: KNOWN }) } else { Ok(()) }
}
