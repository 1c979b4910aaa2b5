//! What the made-up county owes its residents afterwards: an evaluation under way, subsidies, published results.

use super::Summary;
use crate::desk::{Desk, DeskError, Order};
use crate::domain::ids::{CaseNo, OfficerId};
use crate::domain::mediation::MediationStatus;
use crate::domain::time::Moment;
use chrono::Duration;
use serde_json::{Value, json};

/// The head of the centre, the supervisor and the coordinator.
const HEAD: &str = "gaowc";
const SUPERVISOR: &str = "yanmq";
const COORDINATOR: &str = "liuqz";

/// How many service users of a unit are drawn, how many subsidies proposed, how many results published.
const DRAWN: u32 = 6;
const SUBSIDIES: usize = 2;
const PUBLISHED: usize = 4;

/// Draws an evaluation and rings some, proposes subsidies and approves the first, publishes results.
///
/// # Errors
/// What the file could not do.
pub fn play(desk: &mut Desk, now: Moment, summary: &mut Summary) -> Result<(), DeskError> {
    evaluate(desk, now, summary)?;
    subsidise(desk, now, summary)?;
    publish(desk, now, summary)
}

fn order(
    desk: &mut Desk,
    by: &str,
    now: Moment,
    command: &Value,
    summary: &mut Summary,
) -> Result<Option<String>, DeskError> {
    match desk.perform(&OfficerId::from(by), now, &Order::from_json(&command.to_string())?) {
        Ok(receipt) => {
            summary.orders += 1;
            Ok(receipt.key)
        }
        Err(refused @ (DeskError::Refused(_) | DeskError::NotPermitted(_))) => {
            summary.refused.push(format!("{now} {} {}: {command}", refused.kind(), refused.message()));
            Ok(None)
        }
        Err(fault) => Err(fault),
    }
}

fn evaluate(desk: &mut Desk, now: Moment, summary: &mut Summary) -> Result<(), DeskError> {
    let today = now.date_naive();
    let period = crate::domain::figures::Period { from: today - Duration::days(30), until: today };
    let served = desk.facts(period)?.into_iter().any(|fact| period.saw(fact.resolved_at) && fact.unit.is_some());
    if !served {
        return Ok(());
    }
    let draw = json!({"command": "draw_evaluation", "from": period.from, "until": period.last(), "count": DRAWN,
        "seed": "示范"});
    let Some(no) = order(desk, SUPERVISOR, now, &draw, summary)? else { return Ok(()) };
    let views = desk.evaluations(Some(&no))?;
    let lines = views.iter().flat_map(|view| &view.units).flat_map(|unit| unit.lines.iter().take(3));
    let answers = [
        json!({"answered": "satisfied"}),
        json!({"answered": "very_satisfied"}),
        json!("no_answer"),
        json!({"answered": "dissatisfied"}),
        json!("refused"),
    ];
    let cases: Vec<CaseNo> = lines.map(|line| line.no.clone()).take(12).collect();
    for (case, answer) in cases.into_iter().zip(answers.iter().cycle()) {
        let command = json!({"command": "answer_evaluation", "evaluation": no, "case": case, "answer": answer});
        order(desk, COORDINATOR, now, &command, summary)?;
    }
    Ok(())
}

fn subsidise(desk: &mut Desk, now: Moment, summary: &mut Summary) -> Result<(), DeskError> {
    let today = now.date_naive();
    let period = crate::domain::figures::Period { from: today - Duration::days(365), until: today };
    let agreed = desk.facts(period)?.into_iter().filter(|it| it.mediation == MediationStatus::Agreed && !it.is_open());
    let mut fit = Vec::new();
    for fact in agreed {
        if desk.subsidy_check(&fact.no, None, None).is_ok_and(|check| check.items.iter().all(|item| item.met)) {
            fit.push(fact.no);
        }
        if fit.len() == SUBSIDIES {
            break;
        }
    }
    for (nth, case) in fit.into_iter().enumerate() {
        let proposed = json!({"command": "propose_subsidy", "case": case});
        let key = order(desk, COORDINATOR, now, &proposed, summary)?;
        if let (0, Some(subsidy)) = (nth, key) {
            order(desk, HEAD, now, &json!({"command": "approve_subsidy", "subsidy": subsidy}), summary)?;
        }
    }
    Ok(())
}

fn publish(desk: &mut Desk, now: Moment, summary: &mut Summary) -> Result<(), DeskError> {
    let mut fit = Vec::new();
    for line in desk.publishable(now)? {
        if fit.len() < PUBLISHED && desk.publication_preview(&line.no, None, now)?.private.is_none() {
            fit.push(line.no);
        }
    }
    for no in fit {
        order(desk, HEAD, now, &json!({"command": "publish_result", "no": no}), summary)?;
    }
    Ok(())
}
