//! Writes one segment of an FTS5 index from terms in order: the tables behind the virtual table, page by page.
//!
//! The form of the pages is described at the top of SQLite's `fts5_index.c`; this follows its writer for
//! `detail=none`. FTS5's own `integrity-check` and the tests below hold it to that.

use rusqlite::{Connection, OptionalExtension as _, Statement};

/// How many bytes FTS5 puts on a page unless told otherwise.
const PAGE: i64 = 4050;

/// FTS5 writes an index of a long list's pages only from so many pages without a term on.
const PAGES_WORTH_AN_INDEX: usize = 4;

/// The number of the one segment.
const SEGMENT: i64 = 1;

/// Writes a number the way SQLite does: seven bits a byte, the highest first.
pub(super) fn put_varint(out: &mut Vec<u8>, number: u64) {
    if number < 0x80 {
        out.push(number.to_le_bytes()[0]);
        return;
    }
    let bits = 64 - number.leading_zeros();
    debug_assert!(bits <= 56, "nine bytes are another form");
    for group in (0..bits.div_ceil(7)).rev() {
        let low = (number >> (group * 7)).to_le_bytes()[0] & 0x7f;
        out.push(if group == 0 { low } else { low | 0x80 });
    }
}

/// Reads a number at a place and moves the place behind it.
pub(super) fn get_varint(bytes: &[u8], at: &mut usize) -> u64 {
    let mut number = 0;
    loop {
        let byte = bytes[*at];
        *at += 1;
        number = number << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return number;
        }
    }
}

/// A level of the index over the pages of one long list (doclist index).
#[derive(Default)]
struct Level {
    page: i64,
    last: Option<u64>,
    bytes: Vec<u8>,
}

/// A segment in the making.
pub(super) struct Segment<'c> {
    leaves: Statement<'c>,
    terms: Statement<'c>,
    /// Pages of doclist indexes; they lie behind all leaves, so they are written last.
    indexes: Vec<(i64, Vec<u8>)>,
    size: usize,
    page: i64,
    body: Vec<u8>,
    footer: Vec<u8>,
    last_offset: usize,
    term: Vec<u8>,
    first_term: bool,
    first_row: bool,
    empty: usize,
    levels: Vec<Level>,
    split: Vec<u8>,
    split_page: i64,
}

impl<'c> Segment<'c> {
    /// Begins the segment of an index that has none yet.
    pub fn begin(conn: &'c Connection, table: &str) -> rusqlite::Result<Self> {
        let sql = format!("SELECT v FROM {table}_config WHERE k = 'pgsz'");
        let size = conn.query_row(&sql, [], |row| row.get(0)).optional()?.unwrap_or(PAGE);
        Ok(Self {
            leaves: conn.prepare(&format!("INSERT INTO {table}_data (id, block) VALUES (?1, ?2)"))?,
            terms: conn.prepare(&format!("INSERT INTO {table}_idx (segid, term, pgno) VALUES (?1, ?2, ?3)"))?,
            indexes: Vec::new(),
            size: usize::try_from(size).unwrap_or(0),
            page: 1,
            body: vec![0; 4],
            footer: Vec::new(),
            last_offset: 0,
            term: Vec::new(),
            first_term: true,
            first_row: true,
            empty: 0,
            levels: vec![Level::default()],
            split: Vec::new(),
            split_page: 1,
        })
    }

    /// Adds the next term with its rows, written as differences.
    pub fn add(&mut self, term: &[u8], rows: &[u8]) -> rusqlite::Result<()> {
        self.add_term(term)?;
        if self.size > self.body.len() + self.footer.len() + rows.len() {
            self.body.extend_from_slice(rows);
            return Ok(());
        }
        let (mut at, mut row) = (0, 0);
        while at < rows.len() {
            let start = at;
            row += get_varint(rows, &mut at);
            if self.first_row {
                let offset = self.body.len();
                self.put_header(0, offset);
                put_varint(&mut self.body, row);
                self.first_row = false;
                self.index(0, row);
            } else {
                self.body.extend_from_slice(&rows[start..at]);
            }
            if self.body.len() + self.footer.len() >= self.size {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Ends the segment and returns the number of its last page; 0 if nothing was added.
    pub fn finish(mut self) -> rusqlite::Result<i64> {
        if self.body.len() > 4 {
            self.flush()?;
        }
        if self.page > 1 {
            self.flush_split()?;
        }
        for (id, bytes) in &self.indexes {
            self.leaves.execute((id, bytes))?;
        }
        Ok(self.page - 1)
    }

    fn put_header(&mut self, at: usize, value: usize) {
        let value = u16::try_from(value).expect("a page is shorter than 64 kB");
        self.body[at..at + 2].copy_from_slice(&value.to_be_bytes());
    }

    fn add_term(&mut self, term: &[u8]) -> rusqlite::Result<()> {
        if self.body.len() + self.footer.len() + term.len() + 2 >= self.size && self.body.len() > 4 {
            self.flush()?;
        }
        put_varint(&mut self.footer, (self.body.len() - self.last_offset) as u64);
        self.last_offset = self.body.len();
        let common = self.term.iter().zip(term).take_while(|(a, b)| a == b).count();
        let kept = if self.first_term {
            if self.page != 1 {
                let enough = if self.term.is_empty() { term.len() } else { common + 1 };
                self.flush_split()?;
                self.split.clear();
                self.split.extend_from_slice(&term[..enough]);
                self.split_page = self.page;
            }
            0
        } else {
            put_varint(&mut self.body, common as u64);
            common
        };
        put_varint(&mut self.body, (term.len() - kept) as u64);
        self.body.extend_from_slice(&term[kept..]);
        self.term.clear();
        self.term.extend_from_slice(term);
        self.first_term = false;
        self.first_row = false;
        self.levels[0].page = self.page;
        Ok(())
    }

    fn flush(&mut self) -> rusqlite::Result<()> {
        let length = self.body.len();
        self.put_header(2, length);
        if self.first_term {
            // A page without a term; one without even a row is told in a list's index by a zero.
            if self.first_row && !self.levels[0].bytes.is_empty() {
                self.levels[0].bytes.push(0);
            }
            self.empty += 1;
        } else {
            self.body.append(&mut self.footer);
        }
        self.leaves.execute((leaf(self.page), &self.body))?;
        self.body.clear();
        self.body.resize(4, 0);
        self.footer.clear();
        self.last_offset = 0;
        self.page += 1;
        (self.first_term, self.first_row) = (true, true);
        Ok(())
    }

    /// Ends what belongs to the page whose first term stands in `split`.
    fn flush_split(&mut self) -> rusqlite::Result<()> {
        if self.split_page == 0 {
            return Ok(());
        }
        let indexed = !self.levels[0].bytes.is_empty() && self.empty >= PAGES_WORTH_AN_INDEX;
        for (height, level) in self.levels.iter_mut().enumerate() {
            if level.bytes.is_empty() {
                break;
            }
            let bytes = std::mem::take(&mut level.bytes);
            if indexed {
                self.indexes.push((index_page(height, level.page), bytes));
            }
            level.last = None;
        }
        self.empty = 0;
        self.terms.execute((SEGMENT, &self.split, i64::from(indexed) + (self.split_page << 1)))?;
        self.split_page = 0;
        Ok(())
    }

    /// Notes in a list's index that a row is the first on the current page.
    fn index(&mut self, height: usize, row: u64) {
        let mut done = true;
        if self.levels[height].bytes.len() >= self.size {
            done = false;
            if self.levels.len() <= height + 1 {
                self.levels.push(Level::default());
            }
            let level = &mut self.levels[height];
            level.bytes[0] = 1;
            let page = level.page;
            let full = std::mem::take(&mut level.bytes);
            (level.last, level.page) = (None, page + 1);
            let upper = &mut self.levels[height + 1];
            if upper.bytes.is_empty() {
                // The full page was the root: its first row goes up into the new root.
                let mut at = 1;
                get_varint(&full, &mut at);
                let first = get_varint(&full, &mut at);
                upper.page = page;
                upper.bytes.push(0);
                put_varint(&mut upper.bytes, page.unsigned_abs());
                put_varint(&mut upper.bytes, first);
                upper.last = Some(first);
            }
            self.indexes.push((index_page(height, page), full));
        }
        let below = if height == 0 { self.page } else { self.levels[height - 1].page };
        let level = &mut self.levels[height];
        let number = if let Some(last) = level.last {
            row - last
        } else {
            level.bytes.push(u8::from(!done));
            put_varint(&mut level.bytes, below.unsigned_abs());
            row
        };
        put_varint(&mut level.bytes, number);
        level.last = Some(row);
        if !done {
            self.index(height + 1, row);
        }
    }
}

/// Returns the row of a leaf page.
fn leaf(page: i64) -> i64 {
    (SEGMENT << 37) + page
}

/// Returns the row of a page of a doclist index.
fn index_page(height: usize, page: i64) -> i64 {
    (SEGMENT << 37) + (1 << 36) + (i64::try_from(height).unwrap_or(0) << 31) + page
}

/// Tells FTS5 of the segment: what it is made of, how many rows it has and how many words they hold.
pub(super) fn announce(conn: &Connection, table: &str, pages: i64, rows: u64, words: u64) -> rusqlite::Result<()> {
    // So many segments of eight fit into the next, that this one is not merged again with the first small ones.
    let level = rows.max(1).ilog2() / 3;
    let mut structure = vec![0, 0, 0, 0, 0xff, 0, 0, 1];
    for number in [u64::from(level) + 1, 1, pages.unsigned_abs()] {
        put_varint(&mut structure, number);
    }
    for _ in 0..level {
        structure.extend([0, 0]);
    }
    // Inputs of a merge, segments; number, first and last page; origins; tombstone pages, tombstones; rows.
    for number in [0, 1, SEGMENT.unsigned_abs(), 1, pages.unsigned_abs(), 1, 1, 0, 0, rows] {
        put_varint(&mut structure, number);
    }
    let mut averages = Vec::new();
    put_varint(&mut averages, rows);
    put_varint(&mut averages, words);
    let put = format!("UPDATE {table}_data SET block = ?2 WHERE id = ?1");
    conn.execute(&put, (10, structure))?;
    conn.execute(&put, (1, averages))?;
    Ok(())
}
