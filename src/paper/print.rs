//! Printing (打印文书): which forms are offered, what each still lacks, and the paper as a file that is on record.

use super::fields::{Fields, Setting, Subject, name_of};
use super::file::write_new;
use super::form::{About, Form};
use super::package::{Fault, Package};
use super::template::Blanks;
use crate::desk::views::CaseView;
use crate::desk::{Desk, DeskError, Viewer};
use crate::domain::access::AccessEvent;
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseNo, DirectiveNo, SessionId, ShiftKey, UnitId};
use crate::domain::mediation::SessionStatus;
use crate::domain::permission::{self, Right};
use crate::domain::refusal::Refusal;
use crate::domain::time::Moment;
use crate::domain::vocabulary::AssignmentStatus;
use crate::refuse;
use crate::words::{list, say_with};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The folder of a county's own templates, beside its database: every desk prints alike.
pub const TEMPLATES: &str = "templates";

/// How many papers of one name a folder takes before somebody has to tidy up.
const SAME_NAME: u32 = 999;

/// How large a template may be before it is read at all.
const LARGEST_TEMPLATE: u64 = 20 << 20;

/// What a paper is about, by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// A case; a session or a unit's part in it where the form is about one, else the last and the leading one.
    Case {
        /// Its number.
        no: CaseNo,
        /// The session.
        session: Option<SessionId>,
        /// The unit.
        unit: Option<UnitId>,
    },
    /// A directive.
    Directive(DirectiveNo),
    /// A shift.
    Shift(ShiftKey),
}

impl Of {
    /// Makes one of a case alone.
    pub fn case(no: &CaseNo) -> Self {
        Self::Case { no: no.clone(), session: None, unit: None }
    }

    /// Returns the number or key that people know it by.
    fn named(&self) -> &str {
        match self {
            Self::Case { no, .. } => no.as_str(),
            Self::Directive(no) => no.as_str(),
            Self::Shift(key) => key.as_str(),
        }
    }
}

/// Where a paper goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file; one that is there already is replaced only if that was said.
    File(PathBuf, bool),
    /// A folder, under a name that is still free.
    Folder(PathBuf),
}

/// An order to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printing {
    /// The form, by name or title.
    pub form: String,
    /// What it is about.
    pub of: Of,
    /// Why numbers and addresses are to stand in full; masked when nothing is said.
    pub reveal: Option<String>,
    /// Whether what is missing is left to be written by hand.
    pub blank: bool,
    /// Where the county's own templates lie; the program's layout is taken when nothing is said.
    pub templates: Option<PathBuf>,
    /// Where it goes.
    pub place: Place,
}

/// A paper that was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The title of its form.
    pub title: String,
    /// Where it is.
    pub path: PathBuf,
    /// The county's own template it was printed in, if it was.
    pub template: Option<PathBuf>,
    /// The required fields that were left to be written by hand, by their Chinese names.
    pub blank: Vec<String>,
}

/// A form that is offered for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The form.
    pub form: Form,
    /// What it would be about.
    pub of: Of,
    /// Which unit or session, where the form is about one.
    pub which: String,
    /// What is missing, by Chinese names.
    pub missing: Vec<String>,
}

/// Returns the forms offered for a case, its assignments and its sessions, and what each still lacks.
pub fn offers(view: &CaseView, setting: &Setting<'_>) -> Vec<Offer> {
    let case = &view.case;
    let of = |session, unit| Of::Case { no: case.no.clone(), session, unit };
    let mut subjects = vec![(Subject::Case(Box::new(view.clone())), of(None, None), String::new())];
    for it in case.assignments.iter().filter(|it| it.status != AssignmentStatus::Recalled) {
        let which = setting.centre.unit_short(&it.unit).to_owned();
        let subject = Subject::Assignment(Box::new(view.clone()), it.id);
        subjects.push((subject, of(None, Some(it.unit.clone())), which));
    }
    for it in case.mediation.sessions.iter().filter(|it| it.status != SessionStatus::Cancelled) {
        let which = it.plan.starts.format("%m-%d %H:%M").to_string();
        subjects.push((Subject::Session(Box::new(view.clone()), it.id), of(Some(it.id), None), which));
    }
    let subjects: Vec<_> =
        subjects.into_iter().map(|(it, of, which)| (Fields::of(&it, setting), about(&it), of, which)).collect();
    let mut offers = Vec::new();
    for form in Form::carried() {
        for (fields, about, of, which) in &subjects {
            if *about == form.about && form.is_offered(fields) {
                let missing = form.missing(fields).into_iter().map(name_of).collect();
                offers.push(Offer { form: form.clone(), of: of.clone(), which: which.clone(), missing });
            }
        }
    }
    offers
}

/// Returns the forms offered for anything, and what each still lacks.
///
/// # Errors
/// When there is no such thing.
pub fn offers_of(desk: &Desk, viewer: &Viewer, of: &Of, setting: &Setting<'_>) -> Result<Vec<Offer>, DeskError> {
    if let Of::Case { no, .. } = of {
        return Ok(offers(&desk.case_view(no, viewer)?, setting));
    }
    let about = if matches!(of, Of::Shift(_)) { About::Shift } else { About::Directive };
    let mut offers = Vec::new();
    for form in Form::carried().into_iter().filter(|form| form.about == about) {
        let fields = Fields::of(&subject(desk, viewer, &form, of, setting.now)?, setting);
        if form.is_offered(&fields) {
            let missing = form.missing(&fields).into_iter().map(name_of).collect();
            offers.push(Offer { form, of: of.clone(), which: String::new(), missing });
        }
    }
    Ok(offers)
}

/// Returns what kind of thing a subject is.
const fn about(subject: &Subject) -> About {
    match subject {
        Subject::Case(_) => About::Case,
        Subject::Session(..) => About::Session,
        Subject::Assignment(..) => About::Assignment,
        Subject::Directive(_) => About::Directive,
        Subject::Shift(_) => About::Shift,
    }
}

/// Reads what a paper is to be about, as the viewer sees it.
///
/// # Errors
/// When there is no such thing, or the form is about something else.
pub fn subject(desk: &Desk, viewer: &Viewer, form: &Form, of: &Of, now: Moment) -> Result<Subject, DeskError> {
    let wrong = || DeskError::from(refuse!("paper_of_other", form = form.title, no = of.named()));
    Ok(match (form.about, of) {
        (About::Case, Of::Case { no, .. }) => Subject::Case(Box::new(desk.case_view(no, viewer)?)),
        (About::Session, Of::Case { no, session, .. }) => {
            let view = desk.case_view(no, viewer)?;
            let sessions = &view.case.mediation.sessions;
            let found = match session {
                Some(id) => sessions.iter().find(|it| it.id == *id),
                None => sessions.iter().rfind(|it| it.status != SessionStatus::Cancelled),
            };
            let id = found.map(|it| it.id).ok_or_else(|| refuse!("paper_no_session", no = no))?;
            Subject::Session(Box::new(view), id)
        }
        (About::Assignment, Of::Case { no, unit, .. }) => {
            let view = desk.case_view(no, viewer)?;
            let mut parts = view.case.assignments.iter().filter(|it| it.status != AssignmentStatus::Recalled);
            let found = match unit {
                Some(unit) => parts.rfind(|it| it.unit == *unit),
                None => parts.next(),
            };
            let id = found.map(|it| it.id).ok_or_else(|| refuse!("paper_no_assignment", no = no))?;
            Subject::Assignment(Box::new(view), id)
        }
        (About::Directive, Of::Directive(no)) => Subject::Directive(Box::new(desk.directive(no, viewer)?)),
        (About::Shift, Of::Shift(key)) => {
            let view = desk.shift_view(key, viewer, now)?;
            Subject::Shift(Box::new(view.ok_or_else(|| refuse!("unknown_shift", shift = key))?))
        }
        _ => return Err(wrong()),
    })
}

/// Finds a form, by name or title.
///
/// # Errors
/// When there is none.
pub fn form(named: &str) -> Result<Form, Refusal> {
    Form::find(named).ok_or_else(|| refuse!("unknown_form", form = named))
}

/// Prints a paper into a file and writes down that it was printed; a paper that is not on record does not stay.
///
/// # Errors
/// When the officer may not, something required is missing, the county's template is faulty, or the file cannot be written.
pub fn print(desk: &mut Desk, officer: &Officer, now: Moment, order: &Printing) -> Result<Printed, DeskError> {
    let form = form(&order.form)?;
    let viewer = viewer(officer, order.reveal.as_deref())?;
    let subject = subject(desk, &viewer, &form, &order.of, now)?;
    let fields = Fields::of(&subject, &Setting { centre: desk.centre()?, officer, now });
    let missing = form.missing(&fields);
    let blank: Vec<String> = missing.iter().map(|key| name_of(key)).collect();
    if !missing.is_empty() && !order.blank {
        return Err(refuse!("paper_missing", form = form.title, fields = list(&blank)).into());
    }
    let (package, template) = layout(&form, order.templates.as_deref())?;
    let bytes = package.filled(&fields, &Blanks { lines: missing }).bytes(now);
    let written = Written { title: &form.title, of: &order.of, reveal: order.reveal.as_deref(), place: &order.place };
    let path = deliver(desk, officer, now, &written, bytes)?;
    Ok(Printed { title: form.title, path, template, blank })
}

/// Returns how somebody sees what is printed: in full only with a reason.
pub(super) fn viewer(officer: &Officer, reveal: Option<&str>) -> Result<Viewer, DeskError> {
    permission::check(officer, Right::See).map_err(DeskError::NotPermitted)?;
    match reveal {
        Some(reason) if reason.trim().is_empty() => Err(refuse!("paper_reason").into()),
        Some(_) => Viewer::revealed(officer),
        None => Ok(Viewer::masked(officer)),
    }
}

/// What is said of a paper when it is written.
pub(super) struct Written<'a> {
    /// What it is called.
    pub title: &'a str,
    /// What it is about.
    pub of: &'a Of,
    /// Why it stands there in full, if it does.
    pub reveal: Option<&'a str>,
    /// Where it goes.
    pub place: &'a Place,
}

/// Writes a paper to its place and into the access log; a paper that is not on record does not stay.
pub(super) fn deliver(
    desk: &mut Desk,
    officer: &Officer,
    now: Moment,
    paper: &Written<'_>,
    bytes: Result<Vec<u8>, std::io::Error>,
) -> Result<PathBuf, DeskError> {
    let name = format!("{}-{}", paper.title, paper.of.named());
    let failed = |path: &Path, why: &std::io::Error| {
        DeskError::from(refuse!("paper_not_written", path = path.display(), why = why))
    };
    let bytes = bytes.map_err(|why| failed(Path::new(&name), &why))?;
    let path = put(paper.place, &name, &bytes).map_err(|(path, why)| match why.kind() {
        ErrorKind::AlreadyExists => refuse!("paper_exists", path = path.display()).into(),
        _ => failed(&path, &why),
    })?;
    let no = match paper.of {
        Of::Case { no, .. } => Some(no.clone()),
        Of::Directive(_) | Of::Shift(_) => None,
    };
    let event = AccessEvent::Printed {
        form: paper.title.to_owned(),
        of: no.is_none().then(|| paper.of.named().to_owned()),
        no,
        revealed: paper.reveal.is_some(),
        reason: paper.reveal.unwrap_or_default().to_owned(),
    };
    if let Err(error) = desk.record(&officer.id, now, &event) {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(&path);
        return Err(error);
    }
    Ok(path)
}

/// Returns the county's own template of a form: a file called by the form's name or title.
pub fn template_of(form: &Form, folder: &Path) -> Option<PathBuf> {
    let names = [form.name.as_str(), form.title.as_str()];
    names.iter().map(|name| folder.join(format!("{name}.docx"))).find(|path| path.is_file())
}

/// Returns the layout a form is printed in: the county's own if there is one, else the program's.
fn layout(form: &Form, templates: Option<&Path>) -> Result<(Package, Option<PathBuf>), DeskError> {
    let Some(path) = templates.and_then(|folder| template_of(form, folder)) else {
        return Ok((Package::of_form(form), None));
    };
    let (package, faults) = read_template(&path)?;
    let Some(package) = package.filter(|_| faults.is_empty()) else {
        let why = list(&faults.iter().map(fault).collect::<Vec<_>>());
        return Err(refuse!("paper_template", path = path.display(), why = why, form = form.name).into());
    };
    Ok((package, Some(path)))
}

/// Reads a template and says what is wrong with it; nothing is read of one that is no docx or could do harm.
///
/// # Errors
/// When the file cannot be read at all.
pub fn read_template(path: &Path) -> Result<(Option<Package>, Vec<Fault>), DeskError> {
    let failed = |why: std::io::Error| DeskError::from(refuse!("paper_not_read", path = path.display(), why = why));
    if std::fs::metadata(path).map_err(failed)?.len() > LARGEST_TEMPLATE {
        return Ok((None, vec![Fault::new("too_large", path.display().to_string())]));
    }
    Ok(match Package::read(&std::fs::read(path).map_err(failed)?) {
        Ok(package) => {
            let faults = package.faults();
            (Some(package), faults)
        }
        Err(fault) => (None, vec![fault]),
    })
}

/// Says what is wrong with a template.
pub fn fault(fault: &Fault) -> String {
    say_with(&format!("form.fault.{}", fault.code), &[("about", &fault.about)])
}

/// Writes a paper to its place; what fails says where.
fn put(place: &Place, name: &str, bytes: &[u8]) -> Result<PathBuf, (PathBuf, std::io::Error)> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |why| (path, why)
    };
    match place {
        Place::File(path, true) if path.exists() => {
            // It takes the other's place only once it is there whole.
            let beside = path.with_extension("docx.new");
            write_new(&beside, bytes).map_err(at(&beside))?;
            std::fs::rename(&beside, path).map_err(at(path))?;
            Ok(path.clone())
        }
        Place::File(path, _) => write_new(path, bytes).map(|()| path.clone()).map_err(at(path)),
        Place::Folder(folder) => {
            std::fs::create_dir_all(folder).map_err(at(folder))?;
            // What names files must not lead elsewhere: keys of shifts have a slash in them.
            let name = name.replace(['/', '\\', ':'], "-");
            let mut path = folder.join(format!("{name}.docx"));
            for next in 2..=SAME_NAME {
                match write_new(&path, bytes) {
                    Err(why) if why.kind() == ErrorKind::AlreadyExists => {
                        path = folder.join(format!("{name}-{next}.docx"));
                    }
                    written => return written.map(|()| path.clone()).map_err(at(&path)),
                }
            }
            Err((path, ErrorKind::AlreadyExists.into()))
        }
    }
}
