//! A case as a whole: itself, the cases it is one with while merged, and those it is linked with.

use super::eyes::Eyes;
use super::views::Viewer;
use super::{Desk, DeskError, DirectiveLine, parse, project, unstamp};
use crate::domain::case::{Case, CaseEvent};
use crate::domain::ids::{CaseNo, OfficerId};
use crate::domain::sight::OUT_OF_SIGHT;
use crate::domain::time::Moment;
use crate::domain::vocabulary::{LinkKind, Stage};
use serde::{Deserialize, Serialize};

/// A line of a case's history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The case it is of, when another one than the case looked at.
    pub no: Option<CaseNo>,
    /// Its number in the log of its case.
    pub rev: u64,
    /// When.
    pub at: Moment,
    /// Who.
    pub who: String,
    /// What, by its stable name.
    pub kind: String,
    /// The case it went back to when a merger was undone.
    pub moved_to: Option<CaseNo>,
    /// The event itself.
    #[serde(skip)]
    pub event: CaseEvent,
}

/// A case that is linked with the one looked at, or of the same series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelatedCase {
    /// Its number.
    pub no: CaseNo,
    /// Its title.
    pub title: String,
    /// Its parties, applicants before respondents.
    pub parties: String,
    /// Where it stands.
    pub state: Stage,
    /// How the two belong together.
    pub kind: LinkKind,
    /// Whether the two are linked themselves, and not only through others of the series.
    pub direct: bool,
    /// The remark on the link.
    pub note: String,
}

/// A case with its history, as one viewer sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseView {
    /// The case, masked for the viewer.
    pub case: Case,
    /// The cases it is one with while merged: the one the matter is handled in first. Masked too.
    pub others: Vec<Case>,
    /// The cases it is linked with, whole series included.
    pub related: Vec<RelatedCase>,
    /// The directives about it, the last first.
    pub directives: Vec<DirectiveLine>,
    /// Its history and theirs as one, oldest first.
    pub timeline: Vec<Line>,
}

impl CaseView {
    /// Returns the case that a line of the history is of.
    pub fn case_of(&self, line: &Line) -> &Case {
        self.others.iter().find(|other| Some(&other.no) == line.no.as_ref()).unwrap_or(&self.case)
    }

    /// Returns the lines of the history that could go back to this case when its merger is undone.
    pub fn can_take_back(&self) -> impl Iterator<Item = &Line> {
        let target = self.others.iter().find(|other| Some(&other.no) == self.case.merged_into.as_ref());
        self.timeline.iter().filter(move |line| {
            target.is_some_and(|target| {
                line.no.as_ref() == Some(&target.no) && target.can_give_back(&self.case.no, line.rev, &line.event)
            })
        })
    }
}

impl Desk {
    /// Returns a case with its history.
    pub fn case_view(&self, no: &CaseNo, viewer: &Viewer) -> Result<CaseView, DeskError> {
        let case = self.case(no)?;
        self.whole(case, viewer, &|other| self.case(other).ok())
    }

    /// Puts a case together with its history; `find` gives other cases as far as the viewer may know of them.
    pub(super) fn whole(
        &self,
        case: Case,
        viewer: &Viewer,
        find: &dyn Fn(&CaseNo) -> Option<Case>,
    ) -> Result<CaseView, DeskError> {
        let others = self.one_with(&case)?;
        // Only of the case looked at was it asked to see all; what it is linked with stays masked.
        let related = Viewer::masked(&viewer.officer).cover(related_to(&case, find))?;
        let mut timeline = Vec::new();
        // What happens to the case the matter is handled in comes before what follows from it.
        for each in others.iter().chain([&case]) {
            self.lines(each, &case, find, &mut timeline)?;
        }
        timeline.sort_by_key(|line| line.at);
        for line in &mut timeline {
            line.event = viewer.cover(line.event.clone())?;
        }
        let see = |mut case: Case| {
            for party in &mut case.parties {
                *party = viewer.see(party);
            }
            viewer.cover(case)
        };
        let others = others.into_iter().map(see).collect::<Result<_, _>>()?;
        // A sealed case stands in none.
        let directives = self.directives_about(&case.no, viewer)?;
        Ok(CaseView { case: see(case)?, others, related, directives, timeline })
    }

    /// Loads the cases that a case is one with while merged.
    fn one_with(&self, case: &Case) -> Result<Vec<Case>, DeskError> {
        let mut others = Vec::new();
        if let Some(target) = case.merged_into.as_ref().filter(|no| no.as_str() != OUT_OF_SIGHT) {
            others.push(self.case(target)?);
        }
        let siblings: Vec<_> =
            others.iter().chain([case]).flat_map(|it| &it.absorbed).map(|it| it.no.clone()).collect();
        for no in siblings.iter().filter(|no| **no != case.no) {
            others.push(self.case(no)?);
        }
        Ok(others)
    }

    /// Returns what happened to a case itself, oldest first.
    pub(super) fn own_lines(&self, case: &Case) -> Result<Vec<Line>, DeskError> {
        let mut lines = Vec::new();
        self.lines(case, case, &|other| self.case(other).ok(), &mut lines)?;
        Ok(lines)
    }

    fn lines(
        &self,
        of: &Case,
        looked_at: &Case,
        find: &dyn Fn(&CaseNo) -> Option<Case>,
        timeline: &mut Vec<Line>,
    ) -> Result<(), DeskError> {
        let centre = self.centre()?;
        // The lens shows nothing of a sealed case; whoever comes here with one may see it.
        let log = if of.sealed.is_some() { &self.store } else { self.store() };
        for entry in log.timeline(of.id.0)? {
            let event: CaseEvent = parse(&entry.body)?;
            let event = match (&of.sealed, event.names()) {
                (Some(_), Some(other)) => Some(event.clone()).filter(|_| find(other).is_some()),
                _ => Eyes::default().event(self.store(), event)?,
            };
            let Some(event) = event else { continue };
            // What it followed stands beside it, as what happened there.
            if matches!(&event, CaseEvent::Followed { target, .. } if of.merged_into.as_ref() == Some(target)) {
                continue;
            }
            let by = OfficerId(entry.officer);
            let rev = u64::try_from(entry.seq).unwrap_or_default();
            timeline.push(Line {
                no: (of.no != looked_at.no).then(|| of.no.clone()),
                rev,
                at: unstamp(&entry.at)?,
                who: centre.officer(&by).map_or_else(|| by.to_string(), |officer| officer.name.clone()),
                kind: entry.kind,
                moved_to: of.moved.iter().find(|it| it.rev == rev).map(|it| it.to.clone()),
                event,
            });
        }
        Ok(())
    }
}

/// Returns what a case is linked with: the links of each kind, and of a series every case that hangs together.
///
/// What the viewer may not know of is left out.
fn related_to(case: &Case, find: &dyn Fn(&CaseNo) -> Option<Case>) -> Vec<RelatedCase> {
    let mut found: Vec<RelatedCase> = Vec::new();
    let mut members = Vec::new();
    for link in &case.links {
        let Some(other) = find(&link.other) else { continue };
        found.push(related(&other, link.kind, Some(&link.note)));
        if link.kind == LinkKind::Series {
            members.push(other);
        }
    }
    while let Some(member) = members.pop() {
        for link in member.links.iter().filter(|link| link.kind == LinkKind::Series && link.other != case.no) {
            if !found.iter().any(|it| it.kind == LinkKind::Series && it.no == link.other) {
                let Some(other) = find(&link.other) else { continue };
                found.push(related(&other, link.kind, None));
                members.push(other);
            }
        }
    }
    found.sort_by(|a, b| (a.kind, !a.direct, &a.no).cmp(&(b.kind, !b.direct, &b.no)));
    found
}

fn related(other: &Case, kind: LinkKind, note: Option<&str>) -> RelatedCase {
    RelatedCase {
        no: other.no.clone(),
        title: other.title.clone(),
        parties: project::label(other),
        state: other.stage,
        kind,
        direct: note.is_some(),
        note: note.unwrap_or_default().to_owned(),
    }
}
