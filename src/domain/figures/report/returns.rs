//! The returns that go out of the house: screening, the bulletin of units, mediation and petition statistics.

use super::pages::rate;
use super::{Ground, column};
use crate::domain::figures::{Column, Counted, Entry, Fact, Given, Line, Measure, Name, Page, Period};
use crate::domain::ids::{CaseId, CaseNo, UnitId};
use crate::domain::mediation::AgreementForm;
use crate::domain::rulebook::Return;
use crate::domain::sight::jurisdiction;
use crate::domain::supervision::Figure;
use crate::domain::supervision::standing::{Handed, Outcome};
use crate::domain::table::{Cell, Kind};
use crate::domain::unit::Unit;
use crate::domain::vocabulary::{CaseKind, Channel, Grade, UnitKind, UnitLevel};

/// Where a mediation came from (来源).
const fn source(channel: Channel) -> &'static str {
    match channel {
        Channel::Grid => "own_accord",
        Channel::Referral | Channel::Leader => "entrusted",
        _ => "applied",
    }
}

/// Parts what is counted by a test.
fn parted<'f>(facts: &[&'f Fact], counts: impl Fn(&'f Fact) -> bool) -> Counted {
    let (part, rest): (Vec<_>, Vec<_>) = facts.iter().copied().partition(|fact| counts(fact));
    let numbers = |facts: Vec<&Fact>| facts.into_iter().map(|fact| fact.no.clone()).collect();
    Counted { part: numbers(part), rest: numbers(rest) }
}

fn counted<'f>(facts: &[&'f Fact], counts: impl Fn(&'f Fact) -> bool) -> Entry {
    Entry::count(parted(facts, counts).part)
}

fn is_taken_up(fact: &Fact) -> bool {
    fact.accepted_at.is_some()
}

fn is_settled(fact: &Fact) -> bool {
    use crate::domain::mediation::MediationStatus::{Failed, Terminated};
    fact.resolved_at.is_some() && !matches!(fact.mediation, Failed | Terminated)
}

impl<'k> Ground<'k> {
    /// Returns the township that a matter belongs to: by the place that was given, else by the unit that leads it.
    fn township(&self, fact: &Fact, townships: &[&'k UnitId]) -> Option<&'k UnitId> {
        let units = |township: &UnitId| jurisdiction(township, self.centre);
        let names = |unit: &Unit, place: &str| {
            unit.areas.iter().chain([&unit.short]).any(|area| !area.is_empty() && place.contains(area.as_str()))
        };
        let at = |township: &&&'k UnitId| {
            fact.place.as_deref().is_some_and(|place| {
                units(township).iter().filter_map(|id| self.centre.unit(id)).any(|unit| names(unit, place))
            })
        };
        let leads = |township: &&&'k UnitId| fact.unit.as_ref().is_some_and(|unit| units(township).contains(unit));
        townships.iter().find(at).or_else(|| townships.iter().find(leads)).copied()
    }

    /// Returns the screening return (矛盾纠纷排查情况表): what was found and settled, by township, with the year so far.
    pub(super) fn screening(&self) -> Page {
        let is_township = |it: &&Unit| it.kind == UnitKind::Territory && it.level == UnitLevel::Township;
        let townships: Vec<&UnitId> = self.centre.units.iter().filter(is_township).map(|it| &it.id).collect();
        let disputes = |period: Period| -> Vec<&'k Fact> {
            let is_one = |fact: &&&Fact| {
                fact.kind == CaseKind::Dispute && period.has(fact.registered_at) && !fact.merged && !fact.taken_over
            };
            self.facts.iter().filter(is_one).copied().collect()
        };
        let here: Vec<_> =
            disputes(self.ask.period).into_iter().map(|fact| (self.township(fact, &townships), fact)).collect();
        let of = |township: Option<&UnitId>| here.iter().filter(|it| it.0 == township).map(|it| it.1).collect();
        let mut groups: Vec<(Column, Vec<&'k Fact>)> = vec![(column("county", Kind::Number), of(None))];
        groups.extend(
            townships.iter().map(|id| (Column::new(id.as_str(), self.unit_name(id), Kind::Number), of(Some(*id)))),
        );
        groups.push((column("sum", Kind::Number), here.iter().map(|it| it.1).collect()));
        let year = self.over.get(1).map_or(self.ask.period, |(_, period)| *period);
        groups.push((column("year", Kind::Number), disputes(year)));

        let line = |id: &str, entry: &dyn Fn(&[&'k Fact]) -> Entry| {
            let entries = groups.iter().map(|(_, facts)| entry(facts)).collect();
            Line::new(id, Name::word(format!("figures.screening.{id}")), entries)
                .meaning(format!("figures.means.screening_{id}"))
        };
        let taken_up = |facts: &[&'k Fact]| facts.iter().filter(|it| is_taken_up(it)).copied().collect::<Vec<_>>();
        let mut lines = vec![
            line("found", &|facts| counted(facts, |_| true)),
            line("taken_up", &|facts| counted(facts, is_taken_up)),
            line("taken_up_rate", &|facts| Cell::Rate(parted(facts, is_taken_up)).into()),
            line("settled", &|facts| counted(&taken_up(facts), is_settled)),
            line("settled_rate", &|facts| Cell::Rate(parted(&taken_up(facts), is_settled)).into()),
        ];
        let of_category = |id: &str, name: Name| {
            let is_of = |fact: &Fact| self.category(fact).map_or(id == "none", |(it, _)| it == id);
            Line::new(id, name, groups.iter().map(|(_, facts)| counted(facts, is_of)).collect())
        };
        lines.extend(
            self.centre
                .rulebook()
                .categories
                .iter()
                .map(|it| of_category(it.id.as_str(), Name::text(it.name.as_str()))),
        );
        lines.push(of_category("none", Name::word("figures.of.category.none")));
        self.page("screening", "figure", groups.into_iter().map(|(column, _)| column).collect(), lines)
    }

    /// Returns the bulletin of units (督办通报): what each was given in the period and what came of it.
    pub(super) fn bulletin(&self) -> Page {
        let (period, now) = (self.ask.period, self.known.now);
        let handed = |(at, fact): (usize, &&'k Fact), given: &Given| Handed {
            case: CaseId(i64::try_from(at).unwrap_or(i64::MAX)),
            unit: given.unit.clone(),
            due: given.due,
            met: given.met,
            late: given.late,
            open: given.met.is_none() && fact.closed_at.is_none() && !given.recalled,
            runs: given.runs,
            objected: given.objected,
            sent_back: given.sent_back,
            lead: given.lead,
            answered: matches!(fact.call_back, Some(crate::domain::case::CallBackAnswer::Answered(_))),
            dissatisfied: fact.dissatisfied > 0,
        };
        let line = |unit: &UnitId| {
            let given: Vec<(&CaseNo, Handed)> = self
                .facts
                .iter()
                .enumerate()
                .flat_map(|(at, fact)| {
                    let here = fact.given.iter().filter(|it| it.unit == *unit && period.has(it.at));
                    here.map(move |it| (&fact.no, handed((at, fact), it)))
                })
                .collect();
            let numbers = |counts: &dyn Fn(&Handed) -> bool| -> Vec<CaseNo> {
                given.iter().filter(|(_, it)| counts(it)).map(|(no, _)| (*no).clone()).collect()
            };
            let figure = |figure: Figure| {
                let mut cases = numbers(&|it| it.counts_in(figure, now));
                if matches!(figure, Figure::Asked | Figure::Dissatisfied) {
                    // A resident is counted once however often the case came back.
                    cases.dedup();
                }
                cases
            };
            let came_to = |outcomes: &[Outcome]| numbers(&|it| outcomes.contains(&it.outcome(now)));
            let mut content = figure(Figure::Asked);
            let dissatisfied = figure(Figure::Dissatisfied);
            content.retain(|no| !dissatisfied.contains(no));
            let share = |part, rest| Entry::Cell(Cell::Rate(Counted { part, rest }));
            let entries = vec![
                Entry::count(figure(Figure::Assigned)),
                Entry::count(figure(Figure::OnTime)),
                Entry::count(figure(Figure::Late)),
                Entry::count(figure(Figure::Open)),
                share(came_to(&[Outcome::OnTime, Outcome::Late]), came_to(&[Outcome::Open, Outcome::OpenLate])),
                share(came_to(&[Outcome::OnTime]), came_to(&[Outcome::Late, Outcome::OpenLate])),
                Entry::count(dissatisfied.clone()),
                share(dissatisfied, content),
            ];
            (!given.is_empty()).then(|| Line::new(unit.as_str(), self.unit_name(unit), entries))
        };
        let within = self.ask.unit.as_ref().map(|unit| jurisdiction(unit, self.centre));
        let units = self.centre.units.iter().filter(|it| within.as_ref().is_none_or(|units| units.contains(&it.id)));
        let lines = units.filter_map(|it| line(&it.id)).collect();
        let means = |column: Column| {
            let key = format!("figures.means.bulletin_{}", column.id);
            column.meaning(key)
        };
        let columns = [
            column("assigned", Kind::Number),
            column("on_time", Kind::Number),
            column("late", Kind::Number),
            column("open", Kind::Number),
            rate("done_rate"),
            rate("on_time_rate"),
            column("dissatisfied", Kind::Number),
            rate("dissatisfied_rate"),
        ];
        self.page("bulletin", "unit", columns.map(means).to_vec(), lines)
    }

    /// Makes one line for each row of a return that categories are mapped to, one for what is mapped to none, and the sum.
    fn mapped(&self, table: Return, facts: &[&'k Fact], entries: impl Fn(&[&'k Fact]) -> Vec<Entry>) -> Vec<Line> {
        let book = self.centre.rulebook();
        let row_of = |fact: &Fact| book.mapped(table, fact.category.as_ref());
        let of = |row: Option<&str>| facts.iter().filter(|it| row_of(it) == row).copied().collect::<Vec<_>>();
        let mut lines: Vec<_> = book
            .mapped_rows(table)
            .into_iter()
            .map(|row| Line::new(row, Name::text(row), entries(&of(Some(row)))))
            .collect();
        lines.push(
            Line::new("unmapped", Name::word("figures.unmapped"), entries(&of(None))).meaning("figures.means.unmapped"),
        );
        lines.push(Line::new("total", Name::word("figures.total"), entries(facts)));
        lines
    }

    /// Returns the statistics of people's mediation (人民调解统计表).
    pub(super) fn mediation(&self) -> Page {
        let (period, now) = (self.ask.period, self.known.now);
        let ended = |fact: &&&'k Fact| Measure::Mediated.takes(fact, period, now).is_some();
        let facts: Vec<_> = self.facts.iter().filter(ended).copied().collect();
        let agreed = |fact: &Fact| Measure::Mediated.takes(fact, period, now) == Some(true);
        let entries = |facts: &[&'k Fact]| {
            let numbers = |facts: &[&'k Fact]| facts.iter().map(|fact| fact.no.clone()).collect::<Vec<_>>();
            let people = facts.iter().map(|fact| i64::from(fact.parties)).sum();
            let disputed: Vec<_> = facts.iter().filter(|fact| fact.amount_fen.is_some()).copied().collect();
            let amount = disputed.iter().filter_map(|fact| fact.amount_fen).fold(0_i64, i64::saturating_add);
            let came = |way: &'static str| counted(facts, move |fact| source(fact.channel) == way);
            let form = |form| counted(facts, move |fact| agreed(fact) && fact.agreement == Some(form));
            vec![
                counted(facts, |_| true),
                Entry::Sum { cell: Cell::Number(people), cases: numbers(facts) },
                counted(facts, agreed),
                counted(facts, |fact| fact.grade == Some(Grade::Major)),
                Entry::Sum { cell: Cell::Money(amount), cases: numbers(&disputed) },
                came("applied"),
                came("own_accord"),
                came("entrusted"),
                form(AgreementForm::Oral),
                form(AgreementForm::Written),
            ]
        };
        let means = |column: Column| {
            let key = format!("figures.means.mediation_{}", column.id);
            column.meaning(key)
        };
        let columns = [
            column("all", Kind::Number),
            column("parties", Kind::Number),
            column("agreed", Kind::Number),
            column("major", Kind::Number),
            column("amount", Kind::Money),
            column("applied", Kind::Number),
            column("own_accord", Kind::Number),
            column("entrusted", Kind::Number),
            column("oral", Kind::Number),
            column("written", Kind::Number),
        ];
        let lines = self.mapped(Return::Mediation, &facts, entries);
        Page { totals: 1, ..self.page("mediation", "category", columns.map(means).to_vec(), lines) }
    }

    /// Returns the statistics by the categories of petition work (信访事项分类统计表).
    pub(super) fn petition(&self) -> Page {
        const MEASURES: [Measure; 6] = [
            Measure::Registered,
            Measure::Accepted,
            Measure::Closed,
            Measure::OnTime,
            Measure::Satisfied,
            Measure::Repeat,
        ];
        let (period, now) = (self.ask.period, self.known.now);
        let entries = |facts: &[&'k Fact]| {
            let entry = |measure: Measure| {
                let counted = crate::domain::figures::count(measure, facts.iter().copied(), period, now);
                Entry::Cell(if measure.is_rate() { Cell::Rate(counted) } else { Cell::Count(counted) })
            };
            MEASURES.map(entry).to_vec()
        };
        let columns = MEASURES.map(|it| {
            let kind = if it.is_rate() { Kind::Share } else { Kind::Number };
            Column::new(it.key(), Name::term(Measure::AREA, it.key()), kind).meaning(format!("figures.means.{it}"))
        });
        let lines = self.mapped(Return::Petition, &self.facts, entries);
        Page { totals: 1, ..self.page("petition", "category", columns.to_vec(), lines) }
    }
}
