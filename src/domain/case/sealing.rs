//! The envelope (密件): a complaint about an official is open to a few named persons only, and to them only after two
//! of them have agreed to open it, for a while, with a reason.
//!
//! A sealed case is a case like any other: the same commands, clocks and moves. What differs is who may give a command
//! ([`Sealing::check`]), to whom it may be sent ([`Sealing::spare`]), and that the index rows show nothing of it
//! (`desk/project.rs`).

use super::Case;
use super::command::CaseCommand;
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::ids::{CaseNo, OfficerId, UnitId};
use crate::domain::mediation::MediationCommand;
use crate::domain::permission::{self, Right};
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::SealingRules;
use crate::domain::sight::jurisdiction;
use crate::domain::time::Moment;
use crate::domain::unit::Unit;
use crate::domain::vocabulary::{CaseKind, Side};
use crate::refuse;
use chrono::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many persons it takes to open a sealed case, and to unseal it.
pub const PERSONS: usize = 2;

/// For how many minutes a look that was written down covers looking again.
pub const LOOK_MINUTES: i64 = 10;

/// A person or unit complained of (被检举控告的人员或者单位).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accused {
    /// The unit; units below it count too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The officer, where it is one of the directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
    /// The name, as the complaint has it; the officer's or unit's when left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// What a case is sealed with (密封).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// Who is complained of; at least one.
    pub accused: Vec<Accused>,
    /// Who may know of the case, at least two (知情人); those whom the rulebook names by role when left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keepers: Vec<OfficerId>,
    /// Why it is sealed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// A request that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Who asked.
    pub by: OfficerId,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: String,
}

/// The last look of an officer during an opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Who looked.
    pub by: OfficerId,
    /// When.
    pub at: Moment,
}

/// A time during which the keepers may look inside (启封).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Who asked for it, when and why.
    pub asked: Asked,
    /// Who granted it.
    pub granted_by: OfficerId,
    /// When.
    pub from: Moment,
    /// Until when.
    pub until: Moment,
    /// When each officer looked last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looks: Vec<Look>,
}

/// That a case is sealed, and how it stands with opening it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealing {
    /// Who is complained of.
    pub accused: Vec<Accused>,
    /// Who may know of the case.
    pub keepers: Vec<OfficerId>,
    /// Since when it is sealed.
    pub since: Moment,
    /// Why it is sealed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Who asked to open it, until somebody else grants it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// Who wants to unseal it, until somebody else agrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsealing: Option<Asked>,
    /// The last opening, over or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<Opening>,
}

impl Sealing {
    /// Returns how a case stands that was sealed just now.
    pub fn of(seal: &Seal, since: Moment) -> Self {
        Self {
            accused: seal.accused.clone(),
            keepers: seal.keepers.clone(),
            since,
            reason: seal.reason.clone(),
            asked: None,
            unsealing: None,
            opening: None,
        }
    }

    /// Tells whether a unit is complained of, or lies below one that is.
    pub fn accuses_unit(&self, unit: &UnitId, centre: &Centre) -> bool {
        self.accused.iter().filter_map(|it| it.unit.as_ref()).any(|it| jurisdiction(it, centre).contains(unit))
    }

    /// Tells whether an officer is complained of, or works for a unit that is.
    ///
    /// Whoever bears the name of somebody who is not in the directory is taken for them.
    pub fn accuses(&self, officer: &Officer, centre: &Centre) -> bool {
        let named = |it: &Accused| match &it.officer {
            Some(id) => *id == officer.id,
            None => it.name == officer.name,
        };
        let home = || centre.units.iter().find(|unit| unit.is_centre()).map(|unit| &unit.id);
        let unit = officer.unit.as_ref().or_else(home);
        self.accused.iter().any(named) || unit.is_some_and(|unit| self.accuses_unit(unit, centre))
    }

    /// Tells whether an officer may know of the case: named, and neither complained of nor of a unit that is.
    ///
    /// When fewer than two of those named are left, those step in whom the rulebook names by role: what is sealed
    /// must not lie unseen for ever.
    pub fn keeps(&self, officer: &Officer, centre: &Centre) -> bool {
        if self.accuses(officer, centre) {
            return false;
        }
        let is_named = self.keepers.contains(&officer.id);
        is_named || (self.left(centre) < PERSONS && centre.rulebook().sealing.is_keeper(officer))
    }

    /// Returns how many of those named may still know of the case.
    pub fn left(&self, centre: &Centre) -> usize {
        let named = self.keepers.iter().filter_map(|id| centre.officer(id));
        named.filter(|officer| !self.accuses(officer, centre)).count()
    }

    /// Returns the opening that lasts at a moment.
    pub fn open_at(&self, now: Moment) -> Option<&Opening> {
        self.opening.as_ref().filter(|opening| opening.from <= now && now < opening.until)
    }

    /// Returns the request to open it that may still be granted at a moment.
    pub fn asked_at(&self, now: Moment, rules: &SealingRules) -> Option<&Asked> {
        self.asked.as_ref().filter(|asked| now < asked.at + Duration::hours(i64::from(rules.open_hours)))
    }

    /// Tells whether what an officer is shown at a moment stands in the log already.
    pub fn has_looked(&self, officer: &OfficerId, now: Moment) -> bool {
        let recent = |look: &Look| look.by == *officer && now < look.at + Duration::minutes(LOOK_MINUTES);
        self.open_at(now).is_some_and(|opening| opening.looks.iter().any(recent))
    }

    /// Refuses a command that the officer may not give: to whoever may not know of the case it is not there, and to
    /// the others it is closed until two of them have opened it.
    pub fn check(
        &self,
        no: &CaseNo,
        command: &CaseCommand,
        officer: &Officer,
        centre: &Centre,
        now: Moment,
    ) -> Result<(), Refusal> {
        if !self.keeps(officer, centre) {
            return Err(refuse!("unknown_case", no = no));
        }
        let suits_closed = matches!(
            command,
            CaseCommand::AskOpening { .. } | CaseCommand::GrantOpening {} | CaseCommand::Acknowledge { .. }
        );
        if suits_closed || self.open_at(now).is_some() { Ok(()) } else { Err(refuse!("sealed_closed", no = no)) }
    }

    /// Refuses to send the matter to whoever is complained of, and to do in view of all what would betray it; returns
    /// what to think of before sending it elsewhere.
    pub fn spare(&self, command: &CaseCommand, centre: &Centre) -> Result<Vec<Refusal>, Refusal> {
        let (units, officers) = named(command)?;
        let mut warnings = Vec::new();
        for id in officers {
            if let Some(officer) = centre.officer(id).filter(|it| self.accuses(it, centre)) {
                return Err(refuse!("sealed_from", name = officer.name));
            }
        }
        for unit in units {
            if self.accuses_unit(unit, centre) {
                return Err(refuse!("sealed_from", name = centre.unit_name(unit)));
            }
            let below = jurisdiction(unit, centre);
            if self.accused.iter().filter_map(|it| it.unit.as_ref()).any(|it| below.contains(it)) {
                warnings.push(refuse!("sealed_above", unit = centre.unit_name(unit)));
            }
            if !self.is_kept_by(unit, centre) {
                warnings.push(refuse!("sealed_nobody_there", unit = centre.unit_name(unit)));
            }
        }
        Ok(warnings)
    }

    /// Tells whether somebody of a unit may know of the case.
    pub fn is_kept_by(&self, unit: &UnitId, centre: &Centre) -> bool {
        let theirs = |officer: &&Officer| match &officer.unit {
            Some(of) => of == unit,
            None => centre.unit(unit).is_some_and(Unit::is_centre),
        };
        centre.officers.iter().filter(theirs).any(|officer| self.keeps(officer, centre))
    }
}

/// Returns the units and officers whom a command would have know of the case.
fn named(command: &CaseCommand) -> Result<(Vec<&UnitId>, Vec<&OfficerId>), Refusal> {
    let mut officers = Vec::new();
    let units = match command {
        CaseCommand::Route { lead, co, .. } | CaseCommand::Conclude { lead, co, .. } => {
            std::iter::once(lead).chain(co).collect()
        }
        CaseCommand::AddCoHandler { unit, .. }
        | CaseCommand::Transfer { to: unit, .. }
        | CaseCommand::Remind { unit, .. } => vec![unit],
        CaseCommand::Convene { units, .. } => units.iter().collect(),
        CaseCommand::Dispose { unit, handler, .. } => {
            officers.extend(handler);
            unit.iter().collect()
        }
        CaseCommand::Reopen { unit, .. } => unit.iter().collect(),
        CaseCommand::Instruct { leader, .. } | CaseCommand::ReceiveVisit { leader, .. } => {
            officers.push(leader);
            Vec::new()
        }
        CaseCommand::Extend { approver, .. } => {
            officers.push(approver);
            Vec::new()
        }
        CaseCommand::Admit { officer, .. } => {
            officers.push(officer);
            Vec::new()
        }
        // Rooms, mediators and seats are booked in view of all.
        CaseCommand::Mediation(
            MediationCommand::Schedule(_)
            | MediationCommand::Reschedule { .. }
            | MediationCommand::ConfirmSession { .. },
        ) => return Err(refuse!("sealed_no_mediation")),
        // The steps of the ladder are meetings of whole villages and townships.
        CaseCommand::EnterStep { .. } | CaseCommand::PassUp { .. } => return Err(refuse!("sealed_no_ladder")),
        // The other case would have to know of this one.
        CaseCommand::Merge { .. } | CaseCommand::Unmerge { .. } => return Err(refuse!("sealed_no_merger")),
        _ => Vec::new(),
    };
    Ok((units, officers))
}

/// Checks what a case is to be sealed with, and fills in what the directory and the rulebook know.
///
/// # Errors
/// Refuses when nobody is complained of, for units and officers that are not there, and for keepers who are
/// complained of, cannot work on cases, or are fewer than two.
pub fn check(seal: &Seal, centre: &Centre) -> Result<Seal, Refusal> {
    let mut seal = seal.clone();
    if seal.accused.is_empty() {
        return Err(refuse!("accused_missing"));
    }
    for it in &mut seal.accused {
        complete(it, centre)?;
    }
    let sealing = Sealing::of(&seal, Moment::default());
    if seal.keepers.is_empty() {
        let rules = &centre.rulebook().sealing;
        let fit = centre.officers.iter().filter(|it| rules.is_keeper(it) && !sealing.accuses(it, centre));
        seal.keepers = fit.map(|officer| officer.id.clone()).collect();
    }
    seal.keepers.sort();
    seal.keepers.dedup();
    for id in &seal.keepers {
        fit(id, &sealing, centre)?;
    }
    if seal.keepers.len() < PERSONS {
        return Err(refuse!("keepers_too_few", least = PERSONS));
    }
    Ok(seal)
}

/// Refuses somebody who cannot keep a sealed case.
pub fn fit<'c>(id: &OfficerId, sealing: &Sealing, centre: &'c Centre) -> Result<&'c Officer, Refusal> {
    let officer = centre.officer(id).ok_or_else(|| refuse!("unknown_officer", officer = id))?;
    if sealing.accuses(officer, centre) {
        return Err(refuse!("sealed_from", name = officer.name));
    }
    match permission::check(officer, Right::Note) {
        Ok(()) => Ok(officer),
        Err(_) => Err(refuse!("keeper_without_work", officer = officer.name)),
    }
}

/// Tells whether a case reads like a complaint about an official or a unit of the directory (疑似检举控告).
pub fn looks_like_accusation(case: &Case, centre: &Centre) -> bool {
    case.kind == CaseKind::Complaint && (!complained_of(case, centre).is_empty())
}

/// Returns those of the directory whom a case names as the other side.
pub fn complained_of(case: &Case, centre: &Centre) -> Vec<Accused> {
    let mut found: Vec<Accused> = Vec::new();
    for party in case.parties.iter().filter(|party| party.side == Side::Respondent) {
        let mut it = Accused { name: party.name.clone(), ..Accused::default() };
        let mut namesakes = centre.officers.iter().filter(|officer| officer.name == party.name);
        // Of several who bear the name nobody knows yet which one it is.
        if let (Some(officer), None) = (namesakes.next(), namesakes.next()) {
            it.officer = Some(officer.id.clone());
        }
        if complete(&mut it, centre).is_ok() && (it.unit.is_some() || it.officer.is_some()) {
            found.push(it);
        }
    }
    found
}

/// Finds in the directory whom a complaint means.
fn complete(it: &mut Accused, centre: &Centre) -> Result<(), Refusal> {
    it.name = crate::domain::clean::line(&it.name);
    if let Some(unit) = it.unit.as_ref().filter(|unit| centre.unit(unit).is_none()) {
        return Err(refuse!("unknown_unit", unit = unit));
    }
    if let Some(id) = &it.officer {
        let officer = centre.officer(id).ok_or_else(|| refuse!("unknown_officer", officer = id))?;
        if it.name.is_empty() {
            it.name.clone_from(&officer.name);
        }
        // The centre itself goes on working when one of its own is complained of.
        let unit = officer.unit.as_ref().filter(|id| !centre.unit(id).is_some_and(Unit::is_centre));
        it.unit = it.unit.take().or_else(|| unit.cloned());
    }
    if it.unit.is_none() && it.officer.is_none() {
        let unit = centre.units.iter().find(|unit| unit.name == it.name || unit.short == it.name);
        it.unit = unit.map(|unit| unit.id.clone());
    }
    if let (true, Some(unit)) = (it.name.is_empty(), &it.unit) {
        centre.unit_name(unit).clone_into(&mut it.name);
    }
    if it.name.is_empty() { Err(refuse!("accused_missing")) } else { Ok(()) }
}
