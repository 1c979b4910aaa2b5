//! The section of units' standing (单位情况): figures with their denominators, in the order of the directory, and the cases
//! behind each.

use super::super::App;
use super::super::told::{Cases, Line, Told, again, plain, short};
use super::onto::{BULLETIN, Drafted};
use crate::desk::service::{Answer, Query};
use crate::desk::supervision::{self as desk, HandedLine, StandingLine, this_month};
use crate::domain::ids::UnitId;
use crate::domain::supervision::{Figure, Rate};
use crate::domain::time::{Day, Moment};
use crate::domain::unit::CENTRE;
use crate::tui::dialogs::Chooser;
use crate::tui::layers::Outcome;
use crate::tui::theme::Meaning;
use crate::tui::widgets::{Cell, Choice, Column};
use crate::words::{say, say_with, term};
use chrono::Months;

/// The section of units' standing.
pub type StandingSection = Cases<Standings>;

/// What the section tells: every unit, or the cases behind a figure of one.
#[derive(Default)]
pub struct Standings {
    /// How many months back from this one.
    back: u32,
    found: Option<desk::Standings>,
    behind: Option<(UnitId, Figure, Vec<HandedLine>)>,
}

fn period(now: Moment, back: u32) -> (Day, Day) {
    let (first, today) = this_month(now);
    if back == 0 {
        return (first, today);
    }
    let from = first.checked_sub_months(Months::new(back)).unwrap_or(first);
    let next = from.checked_add_months(Months::new(1)).unwrap_or(from);
    (from, next.pred_opt().unwrap_or(from))
}

impl Standings {
    fn unit_line(line: &StandingLine) -> Line {
        let figure = |figure: Figure, meaning| {
            let count = line.standing.figure(figure);
            Cell::new(count.to_string(), if count == 0 { Meaning::Muted } else { meaning })
        };
        let rate = |rate| plain(line.standing.rate(rate).to_string());
        let cells = vec![
            plain(line.name.as_str()),
            figure(Figure::Assigned, Meaning::Text),
            figure(Figure::OnTime, Meaning::Text),
            figure(Figure::Late, Meaning::Overdue),
            figure(Figure::Open, Meaning::Text),
            figure(Figure::OpenLate, Meaning::Overdue),
            rate(Rate::Done),
            rate(Rate::OnTime),
            rate(Rate::Dissatisfied),
            figure(Figure::SentBack, Meaning::Text),
            figure(Figure::Objected, Meaning::Text),
        ];
        Line::new("unit", line.standing.unit.as_str(), None, cells)
    }

    fn case_line(it: &HandedLine, app: &App) -> Line {
        let met = it.met.map(|met| short(met, app.now)).unwrap_or_default();
        let cells = vec![
            plain(it.no.as_str()),
            plain(short(it.assigned_at, app.now)),
            plain(short(it.due, app.now)),
            plain(met),
            plain(term("assignment", &it.status)),
            plain(it.title.as_str()),
        ];
        Line::new("case", &it.assigned_at.to_rfc3339(), Some(&it.no), cells)
    }

    fn units(&self) -> impl Iterator<Item = &StandingLine> {
        self.found.iter().flat_map(|found| &found.units)
    }

    /// Drafts the bulletin of the period, to the unit under the cursor before the others.
    fn drafted(&self, on: Option<&Line>) -> Option<Drafted> {
        let found = self.found.as_ref()?;
        let mut units: Vec<UnitId> = found.told().into_iter().cloned().collect();
        units.sort_by_key(|unit| on.is_none_or(|line| line.key != unit.as_str() || unit.as_str() == CENTRE));
        Some((found.bulletin()?, units))
    }

    /// Asks which figure of the unit under the cursor.
    fn choose(&self, unit: &UnitId, app: &App) -> Outcome<App> {
        let (from, to) = period(app.now, self.back);
        let Some(line) = self.units().find(|it| it.standing.unit == *unit) else { return Outcome::taken() };
        let some = Figure::ALL.iter().filter(|figure| line.standing.figure(**figure) > 0);
        let choices = some.map(|figure| {
            let count = line.standing.figure(*figure).to_string();
            Choice::new(figure.key(), &term(Figure::AREA, figure.key())).hint(&count)
        });
        let (unit, title) = (unit.clone(), say_with("standing.figures_of", &[("unit", &line.name)]));
        Outcome::taken().open(Chooser::one(&title, choices.collect(), move |ids, app: &mut App| {
            let Some(figure) = ids.first().and_then(|id| Figure::from_key(id)) else { return Outcome::taken() };
            let effect = app.ask(Query::BehindFigure { from, to, unit: unit.clone(), figure });
            Outcome::taken().effect(effect)
        }))
    }
}

impl Told for Standings {
    const PANE: usize = super::PANE;
    const SCOPES: &'static [&'static str] = &["list", "standing", "case", "sections", "desk", "global"];
    const COLUMNS: &'static [Column<Line>] = &[
        Column::new("told.column.unit", 12, 12, 0, |it: &Line| it.cell(0)),
        Column::new("told.column.assigned", 5, 11, 0, |it: &Line| it.cell(1)).right(),
        Column::new("told.column.on_time", 5, 11, 0, |it: &Line| it.cell(2)).right(),
        Column::new("told.column.done_late", 5, 11, 0, |it: &Line| it.cell(3)).right(),
        Column::new("told.column.open", 6, 6, 0, |it: &Line| it.cell(4)).right(),
        Column::new("told.column.open_late", 6, 6, 0, |it: &Line| it.cell(5)).right(),
        Column::new("told.column.rate_done", 10, 12, 2, |it: &Line| it.cell(6)).right(),
        Column::new("told.column.rate_on_time", 10, 12, 1, |it: &Line| it.cell(7)).right(),
        Column::new("told.column.rate_dissatisfied", 9, 12, 3, |it: &Line| it.cell(8)).right(),
        Column::new("told.column.sent_back", 4, 5, 4, |it: &Line| it.cell(9)).right(),
        Column::new("told.column.objected", 4, 5, 5, |it: &Line| it.cell(10)).right(),
    ];

    fn name(&self) -> String {
        say("standing.section")
    }

    fn query(&self, app: &App) -> Query {
        let (from, to) = period(app.now, self.back);
        match &self.behind {
            Some((unit, figure, _)) => Query::BehindFigure { from, to, unit: unit.clone(), figure: *figure },
            None => Query::Standings { from, to },
        }
    }

    fn hear(&mut self, answer: &Answer, _: &App) -> bool {
        match answer {
            Answer::Standings(found) => {
                self.found = Some(found.clone());
                true
            }
            Answer::BehindFigure(unit, figure, lines) => {
                self.behind = Some((unit.clone(), *figure, lines.clone()));
                true
            }
            _ => false,
        }
    }

    fn lines(&self, app: &App) -> Vec<Line> {
        let Some((unit, figure, cases)) = &self.behind else {
            return self.units().map(Self::unit_line).collect();
        };
        let values = [
            ("unit", app.centre.unit_short(unit).to_owned()),
            ("figure", term(Figure::AREA, figure.key())),
            ("count", cases.len().to_string()),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        let mut lines = vec![Line::heading(&say_with("standing.behind", &values), Meaning::Title)];
        lines.extend(cases.iter().map(|it| Self::case_line(it, app)));
        lines
    }

    fn empty(&self) -> String {
        say("standing.nothing")
    }

    fn note(&self, app: &App) -> String {
        let (from, to) = period(app.now, self.back);
        if self.behind.is_some() {
            return say("standing.back");
        }
        let period = [("from", from.to_string()), ("to", to.to_string())];
        let period = period.each_ref().map(|(name, value)| (*name, value.as_str()));
        format!("{}{}", say_with("standing.period", &period), say("standing.rates"))
    }

    fn command(&mut self, id: &'static str, on: Option<&Line>, app: &mut App) -> Outcome<App> {
        match id {
            "standing.behind" => match on {
                Some(line) if self.behind.is_none() => self.choose(&UnitId::from(line.key.as_str()), app),
                _ => Outcome::taken(),
            },
            "tui.back" if self.behind.is_some() => {
                self.behind = None;
                again(self, app)
            }
            "standing.month_back" => {
                self.back += 1;
                again(self, app)
            }
            "standing.month_on" => {
                self.back = self.back.saturating_sub(1);
                again(self, app)
            }
            _ => BULLETIN.begin(id, self.drafted(on).as_ref(), app).unwrap_or_else(Outcome::ignored),
        }
    }

    fn available(&self, id: &str, on: Option<&Line>, app: &App) -> Result<(), &'static str> {
        match (BULLETIN.available(id, self.drafted(on).as_ref(), app), self.found.is_some()) {
            (Some(Err(_)), true) => Err("bulletin.refused.no_units"),
            (Some(answer), _) => answer,
            (None, _) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::at;

    #[test]
    fn a_month_gone_by_is_shown_whole_and_this_one_until_today() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let now = at(day("2026-03-15"), 9, 0);
        assert_eq!(period(now, 0), (day("2026-03-01"), day("2026-03-15")));
        assert_eq!(period(now, 1), (day("2026-02-01"), day("2026-02-28")));
        assert_eq!(period(now, 3), (day("2025-12-01"), day("2025-12-31")));
    }
}
