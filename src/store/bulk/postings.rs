//! Gathers which rows hold which terms, and writes them out in the order of the terms.
//!
//! Terms are numbered as they come, and pairs of term and row are kept in runs of bounded size; each full run is
//! sorted and packed, and in the end all runs are merged into one segment.

use super::segment::{Segment, announce, get_varint, put_varint};
use rusqlite::Connection;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// How many pairs a run holds: about 200 MB while it is sorted.
const RUN: usize = 16 << 20;

/// FTS5 puts this before every term of its main index.
const MAIN: u8 = b'0';

/// Which rows hold which terms; rows come in order.
pub(in crate::store) struct Postings {
    run: Run,
    full: Vec<Packed>,
    limit: usize,
    rows: u64,
    words: u64,
}

impl Postings {
    /// Begins with nothing.
    pub fn new() -> Self {
        Self::with_runs_of(RUN)
    }

    /// Begins with nothing, in runs of so many pairs.
    pub fn with_runs_of(limit: usize) -> Self {
        Self { run: Run::default(), full: Vec::new(), limit, rows: 0, words: 0 }
    }

    /// Adds a row with its terms, parted by blanks.
    pub fn add(&mut self, row: i64, terms: &str) {
        let row = u32::try_from(row).expect("a database being made has fewer than four thousand million cases");
        for term in terms.split_ascii_whitespace() {
            self.run.add(row, term.as_bytes());
            self.words += 1;
        }
        self.rows += 1;
        if self.run.pairs.len() >= self.limit {
            self.full.push(std::mem::take(&mut self.run).pack());
        }
    }

    /// Writes everything into an empty FTS5 table without content or positions.
    pub fn write(mut self, conn: &Connection, table: &str) -> rusqlite::Result<()> {
        if !self.run.pairs.is_empty() {
            self.full.push(std::mem::take(&mut self.run).pack());
        }
        if self.rows == 0 {
            return Ok(());
        }
        let mut segment = Segment::begin(conn, table)?;
        let mut heap: BinaryHeap<Reverse<Cursor<'_>>> = self
            .full
            .iter()
            .enumerate()
            .filter_map(|(run, packed)| Cursor::first(run, &packed.bytes))
            .map(Reverse)
            .collect();
        let (mut term, mut list, mut before) = (Vec::new(), Vec::new(), 0);
        while let Some(mut top) = heap.peek_mut() {
            let cursor = &top.0;
            if term != cursor.term {
                if !list.is_empty() {
                    segment.add(&term, &list)?;
                }
                term.clear();
                term.extend_from_slice(cursor.term);
                list.clear();
                before = 0;
            }
            put_varint(&mut list, cursor.first - before);
            list.extend_from_slice(cursor.rest);
            before = cursor.last;
            match cursor.next() {
                Some(next) => top.0 = next,
                None => drop(std::collections::binary_heap::PeekMut::pop(top)),
            }
        }
        segment.add(&term, &list)?;
        let pages = segment.finish()?;
        announce(conn, table, pages, self.rows, self.words)
    }
}

/// Pairs of term and row as they come.
#[derive(Default)]
struct Run {
    /// Places in `terms` by hash; 0 is empty, else the term's number plus one.
    table: Vec<u32>,
    terms: Vec<Term>,
    names: Vec<u8>,
    pairs: Vec<(u32, u32)>,
}

struct Term {
    hash: u64,
    start: usize,
    end: usize,
    rows: u32,
    last: u32,
}

impl Run {
    fn add(&mut self, row: u32, name: &[u8]) {
        if self.terms.len() * 2 >= self.table.len() {
            self.grow();
        }
        let hash = hash(name);
        let mask = self.table.len() - 1;
        let mut place = spread(hash) & mask;
        let number = loop {
            let Some(number) = self.table[place].checked_sub(1) else {
                let number = u32::try_from(self.terms.len()).expect("a run is bounded");
                self.table[place] = number + 1;
                let start = self.names.len();
                self.names.extend_from_slice(name);
                self.terms.push(Term { hash, start, end: self.names.len(), rows: 0, last: u32::MAX });
                break number;
            };
            let term = &self.terms[number as usize];
            if term.hash == hash && &self.names[term.start..term.end] == name {
                break number;
            }
            place = (place + 1) & mask;
        };
        let term = &mut self.terms[number as usize];
        if term.last != row {
            term.last = row;
            term.rows += 1;
            self.pairs.push((number, row));
        }
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(1 << 16);
        self.table = vec![0; size];
        for (number, term) in (1..).zip(&self.terms) {
            let mut place = spread(term.hash) & (size - 1);
            while self.table[place] != 0 {
                place = (place + 1) & (size - 1);
            }
            self.table[place] = number;
        }
    }

    /// Puts the terms in order and each term's rows behind it.
    fn pack(self) -> Packed {
        let Self { table, terms, names, pairs } = self;
        drop(table);
        let mut starts = Vec::with_capacity(terms.len());
        let mut sum = 0_usize;
        for term in &terms {
            starts.push(sum);
            sum += term.rows as usize;
        }
        let mut rows = vec![0_u32; sum];
        for (term, row) in pairs {
            let place = &mut starts[term as usize];
            rows[*place] = row;
            *place += 1;
        }
        let mut order: Vec<u32> = (0..u32::try_from(terms.len()).unwrap_or(u32::MAX)).collect();
        let name = |number: u32| {
            let term = &terms[number as usize];
            &names[term.start..term.end]
        };
        order.sort_unstable_by(|a, b| name(*a).cmp(name(*b)));
        let mut bytes = Vec::with_capacity(sum + terms.len() * 16);
        let mut list = Vec::new();
        for number in order {
            let end = starts[number as usize];
            let rows = &rows[end - terms[number as usize].rows as usize..end];
            list.clear();
            for pair in rows.windows(2) {
                put_varint(&mut list, u64::from(pair[1] - pair[0]));
            }
            let name = name(number);
            put_varint(&mut bytes, name.len() as u64 + 1);
            bytes.push(MAIN);
            bytes.extend_from_slice(name);
            put_varint(&mut bytes, u64::from(rows[0]));
            put_varint(&mut bytes, u64::from(rows[rows.len() - 1] - rows[0]));
            put_varint(&mut bytes, list.len() as u64);
            bytes.extend_from_slice(&list);
        }
        Packed { bytes }
    }
}

/// A sorted run: for each term its length, itself, its first row, how far its last is from it, the length of the
/// list and the differences from the second row on.
struct Packed {
    bytes: Vec<u8>,
}

/// A term of a packed run.
struct Cursor<'p> {
    run: usize,
    term: &'p [u8],
    first: u64,
    last: u64,
    rest: &'p [u8],
    after: &'p [u8],
}

impl<'p> Cursor<'p> {
    fn first(run: usize, bytes: &'p [u8]) -> Option<Self> {
        if bytes.is_empty() {
            return None;
        }
        let mut at = 0;
        let number = |at: &mut usize| usize::try_from(get_varint(bytes, at)).expect("lengths fit into memory");
        let length = number(&mut at);
        let term = &bytes[at..at + length];
        at += length;
        let first = number(&mut at) as u64;
        let last = first + number(&mut at) as u64;
        let length = number(&mut at);
        Some(Self { run, term, first, last, rest: &bytes[at..at + length], after: &bytes[at + length..] })
    }

    fn next(&self) -> Option<Self> {
        Self::first(self.run, self.after)
    }
}

impl Ord for Cursor<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.term.cmp(other.term).then(self.run.cmp(&other.run))
    }
}

impl PartialOrd for Cursor<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Cursor<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Cursor<'_> {}

/// A quick hash of short texts; the table is ours alone, so nobody can aim at it.
fn hash(bytes: &[u8]) -> u64 {
    let mut hash = 0x9e37_79b9_7f4a_7c15_u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let word = u64::from_le_bytes(chunk.try_into().expect("eight bytes"));
        hash = (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    let mut tail = bytes.len() as u64;
    for byte in chunks.remainder() {
        tail = tail << 8 | u64::from(*byte);
    }
    (hash.rotate_left(5) ^ tail).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// Takes the well mixed upper bits of a hash.
fn spread(hash: u64) -> usize {
    usize::try_from(hash >> 32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    const TABLE: &str = "USING fts5(grams, content='', contentless_delete=1, detail=none, tokenize='ascii')";

    /// Two indexes of the same rows: `a` made by FTS5 at one go, `b` in bulk.
    fn indexes(runs: usize, page: i64, docs: &[(i64, String)]) -> (tempfile::TempDir, Connection) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.db");
        let conn = Connection::open(&path).unwrap();
        for table in ["a", "b"] {
            let sql = format!(
                "CREATE VIRTUAL TABLE {table} {TABLE}; BEGIN; INSERT INTO {table} ({table}, rank) VALUES ('pgsz', {page}); COMMIT;"
            );
            conn.execute_batch(&sql).unwrap();
        }
        conn.execute_batch("INSERT INTO a (a, rank) VALUES ('hashsize', 500000000); BEGIN").unwrap();
        let mut postings = Postings::with_runs_of(runs);
        for (row, text) in docs {
            conn.execute("INSERT INTO a (rowid, grams) VALUES (?1, ?2)", (row, text)).unwrap();
            postings.add(*row, text);
            let mut size = Vec::new();
            put_varint(&mut size, text.split(' ').count() as u64);
            conn.execute("INSERT INTO b_docsize (id, sz, origin) VALUES (?1, ?2, 1)", (row, size)).unwrap();
        }
        postings.write(&conn, "b").unwrap();
        conn.execute_batch("COMMIT").unwrap();
        drop(conn);
        // A connection that has used an index does not see what is done behind its back.
        let conn = Connection::open(&path).unwrap();
        (folder, conn)
    }

    fn found(conn: &Connection, table: &str, query: &str) -> Vec<i64> {
        let sql = format!("SELECT rowid FROM {table} WHERE {table} MATCH ?1 ORDER BY rowid DESC");
        let mut statement = conn.prepare(&sql).unwrap();
        statement.query_map([query], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    fn the_same(conn: &Connection, queries: &[String]) {
        for table in ["a", "b"] {
            conn.execute(&format!("INSERT INTO {table} ({table}) VALUES ('integrity-check')"), []).unwrap();
        }
        for query in queries {
            assert_eq!(found(conn, "a", query), found(conn, "b", query), "{query}");
        }
    }

    /// Words of every frequency: in all rows, in many, in few, in one.
    fn docs(count: u32) -> Vec<(i64, String)> {
        let mut rng = fastrand::Rng::with_seed(3);
        (1..=count)
            .map(|row| {
                let mut text = format!("common s{} u{row} u{row}", row % 7);
                for _ in 0..rng.usize(5..40) {
                    let rank = f64::from(count).powf(rng.f64());
                    write!(text, " 土地{rank:.0}").unwrap();
                }
                (i64::from(row) * 3, text)
            })
            .collect()
    }

    /// Everything behind an index but the record of its segments, in which only the level may differ.
    fn pages(conn: &Connection, table: &str) -> Vec<(i64, Vec<u8>)> {
        let mut all = Vec::new();
        for sql in [
            "SELECT id, block FROM t_data WHERE id <> 10",
            "SELECT pgno, term FROM t_idx",
            "SELECT id, sz FROM t_docsize",
            "SELECT id, origin FROM t_docsize",
        ] {
            let mut statement = conn.prepare(&sql.replace("t_", &format!("{table}_"))).unwrap();
            let bytes = |row: &rusqlite::Row<'_>| -> rusqlite::Result<Vec<u8>> {
                Ok(match row.get_ref(1)? {
                    rusqlite::types::ValueRef::Integer(number) => number.to_be_bytes().to_vec(),
                    other => other.as_bytes().unwrap().to_vec(),
                })
            };
            let rows = statement.query_map([], |row| Ok((row.get(0)?, bytes(row)?))).unwrap();
            all.extend(rows.map(Result::unwrap));
        }
        all
    }

    #[test]
    fn an_index_made_in_bulk_answers_like_one_made_row_by_row_and_goes_on_like_it() {
        let docs = docs(4_000);
        let (_folder, conn) = indexes(12_000, 1000, &docs);
        assert!(pages(&conn, "a") == pages(&conn, "b"), "the tables behind the index differ");
        let mut queries: Vec<_> = [
            "common",
            "s3",
            "u17",
            "u3999",
            "nothing",
            "s3 AND 土地9",
            "common AND u4000",
            "土地1 AND 土地2 AND s0",
            "土*",
            "u1*",
        ]
        .map(str::to_owned)
        .to_vec();
        queries.extend((1..400).map(|rank| format!("土地{rank} AND s{}", rank % 7)));
        the_same(&conn, &queries);
        // Row by row from here on: rows taken away, changed and added, and everything merged.
        for table in ["a", "b"] {
            conn.execute(&format!("DELETE FROM {table} WHERE rowid = 51"), []).unwrap();
            conn.execute(&format!("INSERT OR REPLACE INTO {table} (rowid, grams) VALUES (54, 'common 新')"), [])
                .unwrap();
            for row in 70_000..70_100 {
                conn.execute(&format!("INSERT INTO {table} (rowid, grams) VALUES (?1, 'common s3')"), [row]).unwrap();
            }
        }
        queries.push("新".to_owned());
        the_same(&conn, &queries);
        for table in ["a", "b"] {
            conn.execute(&format!("INSERT INTO {table} ({table}) VALUES ('optimize')"), []).unwrap();
        }
        the_same(&conn, &queries);
    }

    #[test]
    fn a_list_over_thousands_of_pages_has_an_index_of_several_levels() {
        let mut rng = fastrand::Rng::with_seed(4);
        let mut row = 0;
        let docs: Vec<_> = (1..=4_000_i64)
            .map(|nth| {
                row += rng.i64(1..300_000);
                (row, if nth % 1_300 < 1_100 { format!("a b c{nth}") } else { "b d d".to_owned() })
            })
            .collect();
        for page in [64, 200] {
            let (_folder, conn) = indexes(2_000, page, &docs);
            assert!(pages(&conn, "a") == pages(&conn, "b"), "the tables behind the index differ");
            the_same(&conn, &["a", "b", "a AND b", "a AND d", "b AND d", "c7", "b AND c2601"].map(str::to_owned));
        }
    }

    #[test]
    fn numbers_are_written_the_way_sqlite_reads_them() {
        for number in [0, 1, 127, 128, 16_383, 16_384, 1 << 31, (1 << 56) - 1] {
            let (mut bytes, mut at) = (Vec::new(), 0);
            put_varint(&mut bytes, number);
            assert_eq!((get_varint(&bytes, &mut at), at), (number, bytes.len()));
        }
    }
}
