//! Taking over whole registers at once, into a database that has no cases yet.

mod people;

use super::{Desk, DeskError, project, stamp, write_out};
use crate::domain::case::{self, Context, Earlier, Register};
use crate::domain::centre::Centre;
use crate::domain::ids::{CaseId, OfficerId};
use crate::domain::time::Moment;
use crate::refuse;
use crate::store::{Fresh, FreshCase};
use chrono::{Datelike, SubsecRound as _};
use people::People;
use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;

/// How many cases go from one thread to the other at a time.
const BATCH: usize = 128;

/// A closed matter of an earlier register (旧台账).
#[derive(Debug, Clone)]
pub struct OldMatter {
    /// The officer who takes it over.
    pub by: OfficerId,
    /// What had been written down, the parties within.
    pub intake: Register,
    /// What became of it.
    pub earlier: Earlier,
}

impl Desk {
    /// Takes closed matters over, oldest first, into a database without cases; returns how many.
    ///
    /// Every matter is checked and decided like any other. One thread does that, this one writes. `go_on` hears
    /// now and then how many are written and ends it all by saying no.
    ///
    /// # Errors
    /// The first refusal, or what the file could not do. Then the file is of no use and must be removed.
    pub fn take_over(
        &mut self,
        now: Moment,
        matters: impl Iterator<Item = OldMatter> + Send,
        mut go_on: impl FnMut(u64) -> bool,
    ) -> Result<u64, DeskError> {
        let centre = self.centre()?.clone();
        let now = now.trunc_subsecs(0);
        std::thread::scope(|scope| {
            let (send, receive) = sync_channel::<Vec<Result<Fresh, DeskError>>>(16);
            let people = People::default();
            let maker = Maker { centre: &centre, now, last: 0, numbers: BTreeMap::new(), people };
            scope.spawn(move || {
                let mut maker = maker;
                let mut batch = Vec::with_capacity(BATCH);
                // Nobody listens any more only after an error, which the other side has.
                let mut hand = |fresh: Result<Fresh, DeskError>| {
                    batch.push(fresh);
                    batch.len() < BATCH || send.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_ok()
                };
                for matter in matters {
                    if !hand(maker.make(matter).map(Fresh::Case)) {
                        return;
                    }
                }
                for person in maker.people.hand_over() {
                    if !hand(person.map(Fresh::Person)) {
                        return;
                    }
                }
                let _ = send.send(batch);
            });
            let mut written = 0;
            let cases = receive.into_iter().flat_map(|batch| {
                written += batch.iter().filter(|it| matches!(it, Ok(Fresh::Case(_)))).count() as u64;
                let ended = (!go_on(written)).then(|| Err(refuse!("interrupted").into()));
                ended.into_iter().chain(batch)
            });
            self.store.fill(cases)
        })
    }
}

/// Makes cases of old matters, numbering them as they come.
struct Maker<'c> {
    centre: &'c Centre,
    now: Moment,
    last: i64,
    numbers: BTreeMap<i32, u32>,
    people: People,
}

impl Maker<'_> {
    fn make(&mut self, mut matter: OldMatter) -> Result<FreshCase, DeskError> {
        let officer = super::acting(self.centre, &matter.by)?;
        let ctx = Context { now: self.now, officer: &officer, centre: self.centre, bookings: &[], earlier_sides: &[] };
        let year = matter.earlier.registered_at.year();
        let seq = self.numbers.entry(year).or_insert(0);
        *seq += 1;
        self.last += 1;
        self.people.identify(&mut matter.intake.parties, self.now.date_naive());
        let no = self.centre.rulebook().case_no(year, *seq);
        let decision = case::take_over(CaseId(self.last), no, &matter.intake, &matter.earlier, &ctx)?;
        let event = decision.events.first().ok_or_else(|| refuse!("nothing_changes"))?;
        let mut rows = project::rows(&decision.case, self.centre)?;
        self.people.follow(decision.case.id, &rows.parties);
        let document = std::mem::take(&mut rows.text.document);
        Ok(FreshCase {
            at: stamp(self.now),
            officer: officer.id.to_string(),
            kind: "taken_over".to_owned(),
            body: write_out(event)?,
            rows,
            text: document.body(),
            grams: document.grams(),
        })
    }
}

#[cfg(test)]
mod tests;
