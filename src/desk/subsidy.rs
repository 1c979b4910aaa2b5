//! Subsidies per case (以案定补) at the desk: the checklist, the list, the sheet of a batch.

use super::eyes::Eyes;
use super::viewer::covered;
use super::{Desk, DeskError, Receipt, folio, load_case};
use crate::domain::case::Case;
use crate::domain::casefile;
use crate::domain::centre::Centre;
use crate::domain::directory::{Mediator, Officer};
use crate::domain::folio::Folio as _;
use crate::domain::ids::{CaseNo, MediatorId, OfficerId};
use crate::domain::permission;
use crate::domain::rulebook::SubsidyTier;
use crate::domain::subsidy::{self, Asked, Checked, Status, Subsidy, SubsidyCommand, SubsidyEvent, same_dispute};
use crate::domain::time::Moment;
use crate::refuse;
use crate::store::{FolioQuery, Reads, Tx};
use chrono::Datelike as _;
use serde::Serialize;

/// A subsidy in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubsidyLine {
    /// What is known of it.
    #[serde(flatten)]
    pub subsidy: Subsidy,
    /// The title of the case.
    pub title: String,
    /// The unit's name for lists.
    pub unit_name: String,
    /// Who proposed it, by name.
    pub proposer: String,
    /// Who approved or refused it, by name.
    pub decider: Option<String>,
}

/// The checklist of a case, for somebody and some tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubsidyCheck {
    /// The case.
    pub no: CaseNo,
    /// Whom it is for.
    pub mediator: MediatorId,
    /// The name.
    pub name: String,
    /// The tier.
    pub tier: String,
    /// Its name.
    pub tier_name: String,
    /// How much, in fen.
    pub amount_fen: i64,
    /// What has to be there, and whether it is.
    pub items: Vec<Checked>,
}

/// Finds for whom and at which tier a subsidy is asked, where it is left open.
fn chosen<'a>(
    centre: &'a Centre,
    case: &Case,
    mediator: Option<&MediatorId>,
    tier: Option<&str>,
) -> Result<(&'a Mediator, &'a SubsidyTier), DeskError> {
    let rules = centre.rulebook();
    if rules.subsidy_tiers.is_empty() {
        return Err(refuse!("no_subsidy_tiers").into());
    }
    let session = case.mediation.agreement().and_then(|it| case.mediation.session(it.session));
    let mediated = session.into_iter().flat_map(|it| &it.plan.mediators);
    let known = |id: &MediatorId| centre.mediators.iter().find(|it| it.id == *id);
    let receives = |id: &&MediatorId| known(id).is_some_and(|it| rules.subsidy.receivers.contains(&it.kind));
    let id = mediator.or_else(|| mediated.clone().find(receives)).or_else(|| mediated.clone().next());
    let id = id.ok_or_else(|| refuse!("subsidy_for_whom", no = case.no))?;
    let mediator = known(id).ok_or_else(|| refuse!("unknown_mediator", mediator = id))?;
    let level = level_of(centre, mediator);
    let fits = |it: &&SubsidyTier| {
        case.grade.is_some_and(|grade| it.grade.contains(&grade))
            && (it.level.is_empty() || level.is_some_and(|level| it.level.contains(&level)))
    };
    let tiers = &rules.subsidy_tiers;
    let tier = match tier {
        Some(id) => tiers.iter().find(|it| it.id == id).ok_or_else(|| {
            let known: Vec<_> = tiers.iter().map(|it| it.id.as_str()).collect();
            refuse!("unknown_subsidy_tier", tier = id, known = known.join("、"))
        })?,
        None => tiers.iter().find(fits).or(tiers.first()).ok_or_else(|| refuse!("no_subsidy_tiers"))?,
    };
    Ok((mediator, tier))
}

fn level_of(centre: &Centre, mediator: &Mediator) -> Option<crate::domain::vocabulary::UnitLevel> {
    let unit = mediator.unit.as_ref()?;
    centre.units.iter().find(|it| it.id == *unit).map(|it| it.level)
}

/// Returns the subsidies under way or paid for the same dispute, others than the one named.
fn before(reads: &Reads, case: &Case, but: Option<&str>) -> Result<Vec<String>, DeskError> {
    let mut found = Vec::new();
    for no in same_dispute(case) {
        for row in reads.folios_about(no.as_str())?.iter().filter(|row| row.kind == Subsidy::KIND) {
            if row.status != Status::Refused.key() && Some(row.key.as_str()) != but && !found.contains(&row.key) {
                found.push(row.key.clone());
            }
        }
    }
    Ok(found)
}

fn checked(
    reads: &Reads,
    centre: &Centre,
    case: &Case,
    (mediator, tier): (&Mediator, &SubsidyTier),
    but: Option<&str>,
) -> Result<Vec<Checked>, DeskError> {
    let before = before(reads, case, but)?;
    let lacking = casefile::missing_hard(case, centre.rulebook_of(&case.rulebook));
    let level = level_of(centre, mediator);
    let asked = Asked { case, mediator, level, tier, before: &before, lacking: &lacking };
    Ok(subsidy::check(&asked, &centre.rulebook().subsidy))
}

/// Does what an officer orders about subsidies.
pub(super) fn perform(
    tx: &Tx<'_>,
    centre: &Centre,
    officer: &Officer,
    now: Moment,
    command: &SubsidyCommand,
) -> Result<Receipt, DeskError> {
    permission::check(officer, permission::subsidy(command)).map_err(DeskError::NotPermitted)?;
    let eyes = Eyes::of(officer, centre)?;
    let load = |no: &str| -> Result<folio::Kept<Subsidy>, DeskError> {
        Ok(folio::load::<Subsidy>(tx, &eyes, no)?.ok_or_else(|| refuse!("unknown_subsidy", subsidy = no))?)
    };
    match command {
        SubsidyCommand::ProposeSubsidy { case, mediator, tier } => {
            eyes.must_see(tx, case)?;
            let case = load_case(tx, case)?;
            let (mediator, tier) = chosen(centre, &case, mediator.as_ref(), tier.as_deref())?;
            let checked = checked(tx, centre, &case, (mediator, tier), None)?;
            let beginning = format!("BT{}-", now.year());
            let event = SubsidyEvent::SubsidyProposed {
                subsidy: format!("{beginning}{:04}", tx.folios_called(Subsidy::KIND, &beginning)? + 1),
                case: case.no.clone(),
                cases: same_dispute(&case),
                mediator: mediator.id.clone(),
                name: mediator.name.clone(),
                unit: mediator.unit.clone(),
                tier: tier.id.clone(),
                tier_name: tier.name.clone(),
                amount_fen: tier.amount_fen,
            };
            let event = subsidy::decide(None, event, &checked, &officer.id)?;
            Ok(folio::commit::<Subsidy>(tx, centre, &officer.id, now, None, &[event])?.1)
        }
        SubsidyCommand::ApproveSubsidy { subsidy: no } => {
            let kept = load(no)?;
            eyes.must_see(tx, &kept.folio.case)?;
            let case = load_case(tx, &kept.folio.case)?;
            let by = (&kept.folio.mediator, kept.folio.tier.as_str());
            let (mediator, tier) = chosen(centre, &case, Some(by.0), Some(by.1))?;
            let checked = checked(tx, centre, &case, (mediator, tier), Some(no))?;
            let event = subsidy::decide(Some(&kept.folio), SubsidyEvent::SubsidyApproved, &checked, &officer.id)?;
            Ok(folio::commit(tx, centre, &officer.id, now, Some(kept), &[event])?.1)
        }
        SubsidyCommand::RefuseSubsidy { subsidy: no, reason } => {
            let kept = load(no)?;
            let event = SubsidyEvent::SubsidyRefused { reason: reason.clone() };
            let event = subsidy::decide(Some(&kept.folio), event, &[], &officer.id)?;
            Ok(folio::commit(tx, centre, &officer.id, now, Some(kept), &[event])?.1)
        }
        SubsidyCommand::PaySubsidies { subsidies, batch } => {
            let all = every(tx)?;
            let approved = all.iter().filter(|it| it.status == Status::Approved).map(|it| it.no.clone());
            let numbers: Vec<String> = if subsidies.is_empty() { approved.collect() } else { subsidies.clone() };
            if numbers.is_empty() {
                return Err(refuse!("nothing_to_pay").into());
            }
            let batch = batch.clone().unwrap_or_else(|| next_batch(&all, now.year()));
            let mut receipt = Receipt { key: Some(batch.clone()), ..Receipt::default() };
            for no in &numbers {
                let kept = load(no)?;
                let event = SubsidyEvent::SubsidyPaid { batch: batch.clone() };
                let event = subsidy::decide(Some(&kept.folio), event, &[], &officer.id)?;
                let done = folio::commit(tx, centre, &officer.id, now, Some(kept), &[event])?.1;
                receipt.events.extend(done.events);
            }
            Ok(receipt)
        }
    }
}

fn every(reads: &Reads) -> Result<Vec<Subsidy>, DeskError> {
    let rows = reads.folios(&FolioQuery { kind: Subsidy::KIND, ..FolioQuery::default() })?;
    rows.iter().map(|row| Ok(folio::read::<Subsidy>(row)?.folio)).collect()
}

fn next_batch(all: &[Subsidy], year: i32) -> String {
    let beginning = format!("BTP{year}-");
    let last = all.iter().filter_map(|it| it.batch.as_deref()?.strip_prefix(&beginning)?.parse::<u32>().ok()).max();
    format!("{beginning}{:02}", last.unwrap_or(0) + 1)
}

impl Desk {
    /// Goes through the checklist of a case without proposing anything.
    pub fn subsidy_check(
        &self,
        no: &CaseNo,
        mediator: Option<&MediatorId>,
        tier: Option<&str>,
    ) -> Result<SubsidyCheck, DeskError> {
        let (centre, store) = (self.centre()?, self.store());
        let case = load_case(store, no)?;
        let (mediator, tier) = chosen(centre, &case, mediator, tier)?;
        Ok(SubsidyCheck {
            items: checked(store, centre, &case, (mediator, tier), None)?,
            no: case.no,
            mediator: mediator.id.clone(),
            name: mediator.name.clone(),
            tier: tier.id.clone(),
            tier_name: tier.name.clone(),
            amount_fen: tier.amount_fen,
        })
    }

    /// Lists subsidies whose cases are in sight, those with something still to be done first, or those of one batch.
    pub fn subsidies(&self, batch: Option<&str>) -> Result<Vec<SubsidyLine>, DeskError> {
        let (centre, store) = (self.centre()?, self.store());
        let name = |id: &OfficerId| centre.officer(id).map_or_else(|| id.to_string(), |it| it.name.clone());
        let mut lines = Vec::new();
        for mut subsidy in every(store)? {
            if batch.is_some_and(|batch| subsidy.batch.as_deref() != Some(batch)) {
                continue;
            }
            let Some(row) = store.case_by_no(subsidy.case.as_str())? else { continue };
            // Other cases of the dispute may be out of sight.
            subsidy.cases.clear();
            lines.push(SubsidyLine {
                title: covered(&row.title),
                unit_name: subsidy.unit.as_ref().map(|unit| centre.unit_short(unit).to_owned()).unwrap_or_default(),
                proposer: name(&subsidy.proposed_by),
                decider: subsidy.decided_by.as_ref().map(name),
                subsidy,
            });
        }
        lines.sort_by_cached_key(|it| (it.subsidy.status, std::cmp::Reverse(it.subsidy.no.clone())));
        Ok(lines)
    }
}
