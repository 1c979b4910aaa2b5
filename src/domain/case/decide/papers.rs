//! What lies in the case file on paper (卷宗材料): noted when it is put in, and when it is taken out.

use super::{Working, required};
use crate::domain::case::CaseEvent;
use crate::domain::case::command::CaseCommand;
use crate::domain::casefile;
use crate::domain::ids::FiledId;
use crate::domain::refusal::Refusal;
use crate::refuse;

/// More pages are several papers.
const MOST_PAGES: u32 = 2000;

/// Decides the commands about papers.
pub(super) fn decide(work: &mut Working<'_>, command: &CaseCommand) -> Result<(), Refusal> {
    match command {
        CaseCommand::AddPaper { paper, pages, signed, note } => {
            let known = casefile::papers_of(&work.case, work.ctx.centre);
            // People know a paper by its name, scripts by its code.
            let Some(rule) = known.iter().find(|rule| rule.id == *paper || rule.name == *paper) else {
                let known: Vec<_> = known.iter().map(|rule| format!("{}({})", rule.id, rule.name)).collect();
                return Err(refuse!("unknown_paper", found = paper, expected = known.join("、")));
            };
            if !(1..=MOST_PAGES).contains(pages) {
                return Err(refuse!("paper_pages", pages = pages, most = MOST_PAGES));
            }
            work.emit(CaseEvent::PaperFiled {
                filed: work.case.next_filed(),
                paper: rule.id.clone(),
                pages: *pages,
                signed: *signed,
                note: note.clone(),
            });
        }
        CaseCommand::RemovePaper { paper, reason } => {
            required("reason", reason)?;
            let Some(filed) = work.case.papers.iter().find(|filed| filed.id == *paper) else {
                let lie: Vec<_> = work.case.papers.iter().map(|it| format!("{}({})", it.id, it.paper)).collect();
                return Err(refuse!("no_such_paper", found = paper, papers = lie.join("、")));
            };
            let was = filed.paper.clone();
            work.emit(CaseEvent::PaperRemoved { filed: *paper, paper: was, reason: reason.clone() });
        }
        _ => {}
    }
    Ok(())
}

impl super::Case {
    /// Returns the number that the next paper put into the file gets; numbers of papers taken out are not given again.
    fn next_filed(&self) -> FiledId {
        FiledId(self.papers_noted.saturating_add(1))
    }
}
