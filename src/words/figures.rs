//! Words and tables about figures (统计): the same table goes on the screen, into a file and onto the command line.

use super::{say, say_with, term};
use crate::domain::centre::Centre;
use crate::domain::figures::{Counted, Cross, Dimension, Hours, Measure, MeasureLine, Overview, Period, Span, Taken};
use crate::domain::ids::{CategoryId, OfficerId, UnitId};
use crate::domain::peace::{Peace, Standing};
use crate::domain::rulebook::PeaceItem;
use crate::domain::supervision::standing::Share;
use crate::domain::table::{Cell, Head, Kind, Table};
use crate::domain::time::Moment;
use crate::domain::vocabulary::{CaseKind, Channel, Grade, Risk};
use chrono::Datelike;

/// The heights of a bar in one line of text, from nothing to all.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Names a period as people call it: 2026年11月.
pub fn period(span: Span, of: Period) -> String {
    let (first, last) = (of.from, of.last());
    let number = |number: u32| number.to_string();
    let values = [
        ("year", first.year().to_string()),
        ("month", number(first.month())),
        ("quarter", number(first.month0() / 3 + 1)),
        ("half", say(if first.month() < 7 { "figures.first_half" } else { "figures.second_half" })),
        ("day", first.format("%Y-%m-%d").to_string()),
        ("from", first.format("%Y-%m-%d").to_string()),
        ("to", last.format("%m-%d").to_string()),
        ("weekday", say(&format!("tui.weekday.{}", first.weekday().number_from_monday()))),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    say_with(&format!("figures.of_span.{span}"), &values)
}

/// Says over which period figures are, and as of when.
pub fn taken(taken: Taken) -> String {
    let of = period(taken.span, taken.period);
    // Of a period that is over, what is known of it now is told all the same.
    say_with("figures.taken", &[("period", &of), ("at", &moment(taken.at))])
}

fn moment(at: Moment) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// Names where a case belongs.
pub fn label(of: Dimension, key: Option<&str>, centre: &Centre) -> String {
    let Some(key) = key else { return say("figures.not_written") };
    match of {
        Dimension::Category | Dimension::Item => {
            let id = CategoryId::from(key);
            match centre.rulebook().category(&id) {
                Some((_, Some(item))) => item.name.clone(),
                Some((top, None)) => top.name.clone(),
                None => key.to_owned(),
            }
        }
        Dimension::Unit | Dimension::Township | Dimension::Village => centre.unit_short(&UnitId::from(key)).to_owned(),
        Dimension::Channel => term(Channel::AREA, key),
        Dimension::Kind => term(CaseKind::AREA, key),
        Dimension::Grade => term(Grade::AREA, key),
        Dimension::Risk => term(Risk::AREA, key),
        Dimension::Window => {
            centre.officer(&OfficerId::from(key)).map_or_else(|| key.to_owned(), |officer| officer.name.clone())
        }
        Dimension::Weekday => say(&format!("tui.weekday.{key}")),
        Dimension::Hour | Dimension::Place => key.to_owned(),
    }
}

/// Makes a cell of a figure: a number, or a part with what it is a part of.
pub fn figure(measure: Measure, counted: Counted) -> Cell {
    if measure.is_rate() { Cell::Rate(counted) } else { Cell::Count(counted) }
}

fn kind(measure: Measure) -> Kind {
    if measure.is_rate() { Kind::Share } else { Kind::Number }
}

fn head(text: String, kind: Kind) -> Head {
    Head { text, kind }
}

/// Draws a series in one line: plain numbers up to their greatest, rates up to all; `-` where there is nothing to take a
/// part of.
pub fn sparkline(measure: Measure, series: &[Share]) -> String {
    let most = series.iter().map(|share| share.of).max().unwrap_or_default();
    let bar = |share: &Share| {
        let (part, whole) = if measure.is_rate() { (share.of, share.among) } else { (share.of, most) };
        if whole == 0 {
            return if measure.is_rate() { '-' } else { HEIGHTS[0] };
        }
        let last = u64::try_from(HEIGHTS.len() - 1).unwrap_or_default();
        let step = (u64::from(part) * last * 2 + u64::from(whole)) / (u64::from(whole) * 2);
        HEIGHTS[usize::try_from(step).unwrap_or_default().min(HEIGHTS.len() - 1)]
    };
    series.iter().map(bar).collect()
}

/// Makes the table of every measure as it is looked at: this period, the one before, the last twelve as a line.
pub fn overview(of: &Overview) -> Table {
    let line = |line: &MeasureLine| {
        vec![
            Cell::text(term(Measure::AREA, line.measure.key())),
            figure(line.measure, line.now.clone()),
            figure(line.measure, line.before.clone()),
            Cell::text(sparkline(line.measure, &line.series)),
        ]
    };
    let columns = vec![
        head(say("figures.column.measure"), Kind::Text),
        head(say("figures.column.now"), Kind::Share),
        head(say("figures.column.before"), Kind::Share),
        head(say("figures.column.series"), Kind::Text),
    ];
    table("overview", of.taken, columns, of.lines.iter().map(line).collect(), 0)
}

/// Makes the same table as it is taken out: each of the twelve periods as a column of its own.
pub fn overview_whole(of: &Overview) -> Table {
    let line = |line: &MeasureLine| {
        let rate = line.measure.is_rate();
        let cell = |share: &Share| if rate { Cell::Share(*share) } else { Cell::Number(i64::from(share.of)) };
        let shares = line.series.iter().map(cell);
        std::iter::once(Cell::text(term(Measure::AREA, line.measure.key()))).chain(shares).collect()
    };
    let periods = of.periods.iter().map(|it| head(period(of.taken.span, *it), Kind::Share));
    let columns = std::iter::once(head(say("figures.column.measure"), Kind::Text)).chain(periods).collect();
    table("overview", of.taken, columns, of.lines.iter().map(line).collect(), 0)
}

/// Makes the table of a measure broken down, with its sums.
pub fn cross(of: &Cross, centre: &Centre) -> Table {
    let named = |dimension: Dimension, key: &Option<String>| label(dimension, key.as_deref(), centre);
    let heads = of.across.iter().flat_map(|across| of.columns.iter().map(|key| named(*across, key)));
    let rule = term(Dimension::AREA, of.by.key());
    let mut columns = vec![head(rule, Kind::Text)];
    columns.extend(heads.map(|text| head(text, kind(of.measure))));
    columns.push(head(say("figures.column.total"), kind(of.measure)));
    let line = |name: String, cells: &[Counted], total: &Counted| {
        let figures = cells.iter().chain([total]).map(|counted| figure(of.measure, counted.clone()));
        std::iter::once(Cell::text(name)).chain(figures).collect::<Vec<_>>()
    };
    let mut rows: Vec<_> = of.rows.iter().map(|row| line(named(of.by, &row.key), &row.cells, &row.total)).collect();
    let totals = usize::from(!rows.is_empty());
    if totals > 0 {
        rows.push(line(say("figures.column.total"), &of.sum.cells, &of.sum.total));
    }
    let mut table = table("cross", of.taken, columns, rows, totals);
    table.title = format!("{} {}", term(Measure::AREA, of.measure.key()), table.title);
    table
}

/// Makes the strip of weekdays and hours.
pub fn hours(of: &Hours, centre: &Centre) -> Table {
    Table { name: "figures_hours".into(), title: say("figures.table.hours"), ..cross(&of.strip, centre) }
}

/// Writes hundredths as a number with two places.
pub fn hundredths(value: u32) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

/// Says how the points of an item come about.
pub fn formula(item: &PeaceItem) -> String {
    let facts = [
        ("item", item.item.clone()),
        ("measure", term(Measure::AREA, item.measure.key())),
        ("ground", term("ground", item.of.key())),
        ("better", term("better", item.better.key())),
        ("weight", item.weight.to_string()),
        ("floor", item.floor.to_string()),
        ("target", item.target.to_string()),
    ];
    let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
    say_with("figures.peace.formula", &facts)
}

/// Names the unit of an index.
pub fn whose(standing: &Standing, centre: &Centre) -> String {
    standing.unit.as_ref().map_or_else(|| say("figures.peace.all"), |unit| centre.unit_short(unit).to_owned())
}

/// Says what an index comes to, and of how many points if not of all.
pub fn index(standing: &Standing) -> String {
    let Some(index) = standing.index else { return say("figures.peace.none") };
    let index = hundredths(index);
    match standing.weight {
        100 => index,
        weight => say_with("figures.peace.of", &[("index", &index), ("weight", &weight.to_string())]),
    }
}

/// Makes the table of the peace index: a unit a row, its index, its items with their cases.
pub fn peace(of: &Peace, centre: &Centre) -> Table {
    let mut columns = vec![
        head(say("figures.column.unit"), Kind::Text),
        head(say("figures.column.index"), Kind::Text),
        head(say("figures.column.weight"), Kind::Number),
    ];
    columns.extend(of.items.iter().map(|item| head(item.item.clone(), Kind::Share)));
    let line = |standing: &Standing| {
        let marks = standing.marks.iter().map(|mark| Cell::Rate(mark.counted.clone()));
        let index = standing.index.map_or_else(|| say("figures.peace.none"), hundredths);
        let head = [Cell::text(whose(standing, centre)), Cell::text(index), Cell::Number(i64::from(standing.weight))];
        head.into_iter().chain(marks).collect::<Vec<_>>()
    };
    let totals = of.units.iter().filter(|it| it.unit.is_none()).count();
    table("peace", of.taken, columns, of.units.iter().map(line).collect(), totals)
}

/// Says item by item how an index comes about: the rate, its cases, its points.
pub fn explained(of: &Peace, standing: &Standing, centre: &Centre) -> Vec<String> {
    let facts = [("unit", whose(standing, centre)), ("index", index(standing))];
    let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut lines = vec![say_with("figures.peace.whole", &facts)];
    for (item, mark) in of.items.iter().zip(&standing.marks) {
        let points = mark.points.map_or_else(|| say("figures.peace.no_points"), hundredths);
        let facts = [
            ("item", item.item.clone()),
            ("share", mark.counted.share().to_string()),
            ("points", points),
            ("weight", item.weight.to_string()),
        ];
        let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
        lines.push(say_with("figures.peace.mark", &facts));
    }
    lines
}

fn table(name: &str, about: Taken, columns: Vec<Head>, rows: Vec<Vec<Cell>>, totals: usize) -> Table {
    let title = say(&format!("figures.table.{name}"));
    Table { name: format!("figures_{name}"), title, notes: vec![taken(about)], columns, rows, totals }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_bars_stands_as_high_as_its_numbers() {
        let share = |of, among| Share { of, among };
        let series = [share(0, 9), share(3, 9), share(6, 6), share(0, 0)];
        assert_eq!(sparkline(Measure::Registered, &series), "▁▅█▁");
        assert_eq!(sparkline(Measure::OnTime, &series), "▁▃█-");
    }
}
