//! The section of broken-down figures (交叉表): any measure, any two dimensions.

use super::charts::{Chart, again, choose};
use crate::desk::service::{Answer, Query};
use crate::domain::figures::{Cross, Dimension, Measure};
use crate::domain::table::Table;
use crate::tui::app::App;
use crate::tui::layers::Outcome;
use crate::tui::widgets::Choice;
use crate::words::{figures, say, say_with, term};
use std::cell::Cell;
use std::rc::Rc;

/// What is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wanted {
    measure: Measure,
    by: Dimension,
    across: Option<Dimension>,
}

/// What the section shows.
pub struct Crossed {
    wanted: Rc<Cell<Wanted>>,
    of: Option<Box<Cross>>,
}

impl Default for Crossed {
    fn default() -> Self {
        let wanted = Wanted { measure: Measure::Registered, by: Dimension::Category, across: Some(Dimension::Unit) };
        Self { wanted: Rc::new(Cell::new(wanted)), of: None }
    }
}

/// The key of "no columns" among the dimensions.
const NONE: &str = "none";

fn dimensions() -> Vec<Choice> {
    Dimension::ALL.iter().map(|it| Choice::new(it.key(), &term(Dimension::AREA, it.key()))).collect()
}

impl Crossed {
    fn ask(&self, title: &str, choices: Vec<Choice>, set: impl Fn(&mut Wanted, &str) + 'static) -> Outcome<App> {
        let wanted = Rc::clone(&self.wanted);
        choose(&say(title), choices, move |key, _| {
            let mut it = wanted.get();
            set(&mut it, key);
            wanted.set(it);
        })
    }
}

impl Chart for Crossed {
    const SCOPES: &'static [&'static str] = &["figures", "cross", "sections", "desk", "global"];
    const SHADED: bool = true;

    fn name(&self) -> String {
        say("statistics.section.cross")
    }

    fn query(&self, app: &App) -> Query {
        let Wanted { measure, by, across } = self.wanted.get();
        Query::Cross { over: app.figures.over(app.now), measure, by, across }
    }

    fn hear(&mut self, answer: &Answer) -> bool {
        let Answer::Cross(of) = answer else { return false };
        self.of = Some(of.clone());
        true
    }

    fn table(&self, app: &App) -> Option<Table> {
        self.of.as_deref().map(|of| figures::cross(of, &app.centre))
    }

    fn empty(&self, _: &App) -> String {
        let measure = term(Measure::AREA, self.wanted.get().measure.key());
        say_with("statistics.cross_empty", &[("measure", &measure)])
    }

    fn notes(&self, _: &App) -> Vec<String> {
        let Wanted { by, across, .. } = self.wanted.get();
        let across = across.map_or_else(|| say("statistics.no_columns"), |it| term(Dimension::AREA, it.key()));
        vec![say_with("statistics.cross_note", &[("by", &term(Dimension::AREA, by.key())), ("across", &across)])]
    }

    fn command(&mut self, id: &'static str, _: Option<(usize, usize)>, app: &mut App) -> Outcome<App> {
        match id {
            "cross.rows" => self.ask("command.cross.rows", dimensions(), |it, key| {
                it.by = Dimension::from_key(key).unwrap_or(it.by);
            }),
            "cross.columns" => {
                let mut choices = dimensions();
                choices.push(Choice::new(NONE, &say("statistics.no_columns")));
                self.ask("command.cross.columns", choices, |it, key| it.across = Dimension::from_key(key))
            }
            "cross.measure" => {
                let all = Measure::ALL.iter().map(|it| Choice::new(it.key(), &term(Measure::AREA, it.key())));
                self.ask("command.cross.measure", all.collect(), |it, key| {
                    it.measure = Measure::from_key(key).unwrap_or(it.measure);
                })
            }
            "cross.turn" => {
                let mut it = self.wanted.get();
                if let Some(across) = it.across {
                    (it.by, it.across) = (across, Some(it.by));
                    self.wanted.set(it);
                }
                again(self, app)
            }
            _ => Outcome::ignored(),
        }
    }
}
