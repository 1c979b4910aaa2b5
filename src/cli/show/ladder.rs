//! Of a case: its grade's review, who is responsible, the ladder, promises and receptions.

use super::Page;
use crate::cli::fail::Fail;
use crate::domain::case::ladder::unit_at;
use crate::words::ladder;
use serde_json::{Value, json};

impl Page<'_> {
    pub(super) fn ladder(&self) -> Result<(), Fail> {
        let (out, case) = (&self.app.out, self.case);
        if let Some(row) = ladder::rungs(case, self.centre) {
            out.line(&self.head("ladder"))?;
            out.paragraph(2, &row)?;
            for stay in &case.ladder {
                out.paragraph(2, &ladder::stay(case, stay, self.centre, self.now))?;
            }
        }
        let promises = ladder::promises(case, self.now);
        if !promises.is_empty() {
            out.line(&self.head("promises"))?;
        }
        for line in promises {
            out.paragraph(2, &line)?;
        }
        Ok(())
    }

    pub(super) fn supervised_json(&self) -> Value {
        let case = self.case;
        let responsible = case.grade.and_then(|grade| self.centre.rulebook_of(&case.rulebook).grade_review(grade));
        let promises = case.promises().map(|clock| {
            json!({
                "clock": clock.id,
                "text": clock.label,
                "due": clock.due,
                "kept": clock.met,
                "late": clock.was_late(self.now),
            })
        });
        let stays = case.ladder.iter().map(|stay| {
            let clocks: Vec<_> = case.clocks_of(stay).collect();
            json!({
                "step": stay.rung.step,
                "name": stay.rung.name,
                "level": stay.rung.level,
                "body": stay.rung.body,
                "unit": stay.unit,
                "entered_at": stay.entered_at,
                "reason": stay.reason,
                "due": clocks.last().map(|clock| clock.due),
                "late": case.was_late_at(stay, self.now),
                "left": stay.left,
            })
        });
        json!({
            "awaits_grade": case.awaits_grade().is_some(),
            "grade_review": case.grade_review,
            "responsible": responsible.map(|rule| json!({
                "level": rule.level,
                "body": rule.body,
                "unit": unit_at(case, rule.level, self.centre).map(|unit| &unit.id),
            })),
            "ladder": stays.collect::<Vec<_>>(),
            "promises": promises.collect::<Vec<_>>(),
            "visits": case.visits,
        })
    }
}
