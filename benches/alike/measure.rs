//! Recall and precision.

use super::pairs::{Kind, Labelled, Visit};
use std::fmt;
use yichuang::domain::alike::{Likeness, Probe, Verdict};

/// What became of the visits of one kind.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// How many there were.
    pub visits: usize,
    /// How many were found as what they are.
    pub right: usize,
    /// How many were found with any verdict at all.
    pub found: usize,
    /// How many matters they were strongly and wrongly likened to.
    pub wrong: usize,
    /// How many matters they were wrongly put in a series with.
    pub wrong_series: usize,
}

/// What became of all visits.
#[derive(Debug)]
pub struct Measured {
    /// By kind.
    pub kinds: Vec<(Kind, Tally)>,
}

/// Holds every visit against every earlier matter.
pub fn measure(set: &Labelled) -> Measured {
    let mut measured = Measured { kinds: Kind::ALL.iter().map(|kind| (*kind, Tally::default())).collect() };
    for visit in &set.visits {
        let probe = Probe::new(&visit.matter);
        let tally = measured.kinds.iter_mut().find(|(kind, _)| *kind == visit.kind).map(|(_, tally)| tally);
        let Some(tally) = tally else { continue };
        tally.visits += 1;
        let hits: Vec<_> =
            set.earlier.iter().enumerate().filter_map(|(at, it)| Some((at, probe.compare(it)?))).collect();
        judge(visit, &hits, tally, set);
    }
    measured
}

fn judge(visit: &Visit, hits: &[(usize, Likeness)], tally: &mut Tally, set: &Labelled) {
    let shows = std::env::var_os("SHOW").is_some_and(|kind| kind == *format!("{:?}", visit.kind));
    let wanted = visit.kind.wanted();
    let strong = |verdict: Option<Verdict>| verdict.is_some_and(Verdict::is_strong);
    let own = hits.iter().find(|(at, _)| *at == visit.of);
    tally.found += usize::from(own.is_some());
    // Which of the two strong verdicts it gets is the officer's to say in the end.
    let right = own.is_some_and(|(_, it)| Some(it.verdict) == wanted || it.verdict.is_strong() && strong(wanted));
    tally.right += usize::from(right);
    if shows && wanted.is_some() && !right {
        println!(
            "MISSED {:?}\n  now     {:?}\n  earlier {:?}\n",
            own.map(|it| &it.1),
            visit.matter,
            set.earlier[visit.of]
        );
    }
    for (at, likeness) in hits {
        let is_own = *at == visit.of;
        if likeness.verdict.is_strong() && !(is_own && strong(wanted)) {
            tally.wrong += 1;
            if shows {
                println!("WRONG {likeness:?}\n  now     {:?}\n  earlier {:?}\n", visit.matter, set.earlier[*at]);
            }
        }
        // Two who tell the like of one firm are a series, planted or not.
        if likeness.verdict == Verdict::Series && visit.story != set.stories[*at] {
            tally.wrong_series += 1;
        }
    }
}

impl Measured {
    fn sum(&self, which: impl Fn(Kind) -> bool) -> Tally {
        let mut sum = Tally::default();
        for (_, tally) in self.kinds.iter().filter(|(kind, _)| which(*kind)) {
            sum.visits += tally.visits;
            sum.right += tally.right;
            sum.wrong += tally.wrong;
        }
        sum
    }

    /// Returns recall and precision of the strong verdicts, in thousandths.
    pub fn strong(&self) -> (usize, usize) {
        let planted = self.sum(|kind| kind.wanted().is_some_and(Verdict::is_strong));
        let all = self.sum(|_| true);
        let right = planted.right;
        (right * 1000 / planted.visits.max(1), right * 1000 / (right + all.wrong).max(1))
    }

    /// Returns the recall of series, in thousandths.
    pub fn series(&self) -> usize {
        let tally = self.sum(|kind| kind == Kind::Series);
        tally.right * 1000 / tally.visits.max(1)
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |thousandths: usize| format!("{}.{}%", thousandths / 10, thousandths % 10);
        let share = |part: usize, of: usize| percent(part * 1000 / of.max(1));
        writeln!(
            f,
            "{:<14}{:>7}{:>8}{:>8}{:>8}{:>8}{:>8}",
            "kind", "visits", "recall", "prec.", "any", "wrong", "series+"
        )?;
        for (kind, tally) in &self.kinds {
            let (recall, precision) = match kind.wanted() {
                Some(_) => (share(tally.right, tally.visits), share(tally.right, tally.right + tally.wrong)),
                None => ("-".into(), "-".into()),
            };
            let any = share(tally.found, tally.visits);
            writeln!(
                f,
                "{:<14}{:>7}{recall:>8}{precision:>8}{any:>8}{:>8}{:>8}",
                format!("{kind:?}"),
                tally.visits,
                tally.wrong,
                tally.wrong_series
            )?;
        }
        let (recall, precision) = self.strong();
        let (recall, precision) = (percent(recall), percent(precision));
        let series = percent(self.series());
        write!(f, "strong verdicts: recall {recall}, precision {precision}; series: recall {series}")
    }
}
