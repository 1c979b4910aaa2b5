//! The whole file of a case (整卷打印): cover, contents, every paper in order, back page, in one docx numbered through.
//!
//! What the file lacks on paper is printed; what lies there already, or is brought from outside, gets a leaf for each of its
//! pages, to be replaced by the original, so that the numbers are those of the bound file.

use super::bundle::{self, END, Part, page_of};
use super::fields::{Fields, Setting, Subject, name_of};
use super::form::{About, Form};
use super::package::Package;
use super::print::{self, Of, Place, Written};
use super::template::Blanks;
use crate::desk::views::CaseView;
use crate::desk::{Desk, DeskError};
use crate::domain::casefile::{self, Item};
use crate::domain::directory::Officer;
use crate::domain::ids::CaseNo;
use crate::domain::time::Moment;
use crate::words::{Lang, say};
use std::path::PathBuf;

/// The forms around the papers.
const COVER: &str = "file-cover";
const CONTENTS: &str = "file-contents";
const BACK: &str = "file-back";

/// The leaf that stands for a page of a paper that lies in the file.
const SLOT: &str = include_str!("../../forms/file-slot.toml");

/// An order to print a whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePrinting {
    /// Whose.
    pub no: CaseNo,
    /// Why numbers and addresses are to stand in full; masked when nothing is said.
    pub reveal: Option<String>,
    /// Where it goes.
    pub place: Place,
}

/// A file that was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePrinted {
    /// Where it is.
    pub path: PathBuf,
    /// The papers in it, in order, by name.
    pub papers: Vec<String>,
    /// How many leaves stand for originals.
    pub leaves: u32,
    /// What was left to be written by hand: the paper, and the Chinese names of its fields.
    pub blank: Vec<(String, Vec<String>)>,
}

/// Papers as they are gathered for the bundle.
#[derive(Default)]
struct Gathered {
    papers: Vec<(String, Package)>,
    lines: Vec<Fields>,
    names: Vec<String>,
    leaves: u32,
    blank: Vec<(String, Vec<String>)>,
}

/// Prints the whole file of a case and writes down that it was printed.
///
/// # Errors
/// When the officer may not, or the file cannot be written.
pub fn print_file(
    desk: &mut Desk,
    officer: &Officer,
    now: Moment,
    order: &FilePrinting,
) -> Result<FilePrinted, DeskError> {
    let viewer = print::viewer(officer, order.reveal.as_deref())?;
    let view = desk.case_view(&order.no, &viewer)?;
    let setting = Setting { centre: desk.centre()?, officer, now };
    let case = Fields::of(&Subject::Case(Box::new(view.clone())), &setting);
    let mut gathered = Gathered::default();
    let meter = casefile::meter(&view.case, setting.centre);
    for item in &meter.items {
        gathered.add(item, &view, &case, &setting)?;
    }
    let Gathered { papers, lines, names, leaves, mut blank } = gathered;
    let mut around = case;
    around.list("papers", lines);
    around.set("file_pages", page_of(END));
    let mut wrap = |name: &str| -> Result<(String, Package), DeskError> {
        let form = print::form(name)?;
        let missing = form.missing(&around);
        note(&mut blank, &form.title, &missing);
        Ok((format!("file_{}", form.name.replace('-', "_")), filled(&form, &around, missing)))
    };
    let parts = [
        Part { papers: vec![wrap(COVER)?, wrap(CONTENTS)?], numbered: false },
        Part { papers, numbered: true },
        Part { papers: vec![wrap(BACK)?], numbered: false },
    ];
    let base = Package::of_form(&print::form(COVER)?);
    let bytes = bundle::bound(&parts, &base).bytes(now);
    let title = Lang::ZhCn.speaking(|| say("casefile.title"));
    let written =
        Written { title: &title, of: &Of::case(&order.no), reveal: order.reveal.as_deref(), place: &order.place };
    let path = print::deliver(desk, officer, now, &written, bytes)?;
    Ok(FilePrinted { path, papers: names, leaves, blank })
}

fn filled(form: &Form, fields: &Fields, missing: Vec<&'static str>) -> Package {
    Package::of_form(form).filled(fields, &Blanks { lines: missing })
}

fn note(blank: &mut Vec<(String, Vec<String>)>, title: &str, missing: &[&'static str]) {
    if !missing.is_empty() {
        blank.push((title.to_owned(), missing.iter().map(|key| name_of(key)).collect()));
    }
}

impl Gathered {
    /// Adds a paper of the file: leaves for what lies there, else the form, as often as there is something to print it of.
    fn add(&mut self, item: &Item, view: &CaseView, case: &Fields, setting: &Setting<'_>) -> Result<(), DeskError> {
        let from = self.papers.len();
        if item.filed.is_empty() {
            if let Some(form) = item.form.as_deref().map(print::form).transpose()? {
                for subject in subjects(&form, view) {
                    self.print(&form, &Fields::of(&subject, setting));
                }
            }
        } else {
            self.leave(item, case)?;
        }
        if self.papers.len() > from {
            let mut line = Fields::contents_line(item);
            line.set("paper_page", page_of(&name(from)));
            self.lines.push(line);
            self.names.push(item.name.clone());
        }
        Ok(())
    }

    fn print(&mut self, form: &Form, fields: &Fields) {
        if !form.is_offered(fields) {
            return;
        }
        let missing = form.missing(fields);
        note(&mut self.blank, &form.title, &missing);
        let paper = filled(form, fields, missing);
        self.papers.push((name(self.papers.len()), paper));
    }

    fn leave(&mut self, item: &Item, case: &Fields) -> Result<(), DeskError> {
        let leaf = Form::read("file-slot", SLOT)
            .map_err(|why| crate::refuse!("paper_not_read", path = "file-slot", why = why))?;
        for filed in &item.filed {
            for page in 1..=filed.pages {
                let mut fields = case.clone();
                fields.set("paper_name", &item.name);
                fields.set("nth", page.to_string());
                fields.set("paper_pages", filed.pages.to_string());
                fields.set("paper_note", &filed.note);
                self.papers.push((name(self.papers.len()), filled(&leaf, &fields, Vec::new())));
                self.leaves += 1;
            }
        }
        Ok(())
    }
}

/// Returns the name that the page a paper begins on is pointed at by.
fn name(at: usize) -> String {
    format!("file_paper_{}", at + 1)
}

/// Returns everything of a case that a form is about, oldest first.
fn subjects(form: &Form, view: &CaseView) -> Vec<Subject> {
    let whole = || Box::new(view.clone());
    match form.about {
        About::Case => vec![Subject::Case(whole())],
        About::Assignment => view.case.assignments.iter().map(|it| Subject::Assignment(whole(), it.id)).collect(),
        About::Session => {
            let mut sessions: Vec<_> = view.case.mediation.sessions.iter().collect();
            sessions.sort_by_key(|session| session.plan.starts);
            sessions.into_iter().map(|it| Subject::Session(whole(), it.id)).collect()
        }
        About::Directive | About::Shift => Vec::new(),
    }
}
