//! The centre itself (综治中心): its rulebooks, calendar, units, rooms and people, kept as one stream of events.

use crate::domain::calendar::{Calendar, Year, parse_holiday_json};
use crate::domain::directory::{Mediator, Officer, Room};
use crate::domain::ids::{CategoryId, MediatorId, OfficerId, RoomId, UnitId};
use crate::domain::refusal::Refusal;
use crate::domain::rulebook::{Rulebook, RulebookFault};
use crate::domain::sshkey::OfficerKey;
use crate::domain::unit::Unit;
use crate::domain::vocabulary::Role;
use crate::refuse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

mod snapshot;

/// A command on the centre.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum CentreCommand {
    /// Founds the centre in an empty database: its name, its rulebook, its first officer.
    Found {
        /// The centre's name.
        name: String,
        /// The rulebook's text (TOML).
        rulebook: String,
        /// The first officer.
        officer: Officer,
        /// Whether this is a practice database (练习库), the only kind that accepts a made-up time.
        #[serde(default)]
        training: bool,
    },
    /// Adopts a rulebook for new cases; old cases keep theirs.
    AdoptRulebook {
        /// The rulebook's text (TOML).
        text: String,
    },
    /// Imports a year's days off and make-up days, in the common JSON shape.
    ImportCalendar {
        /// The file's text: `{"year","days":[{"name","date","isOffDay"}]}`.
        text: String,
    },
    /// Adds a unit or replaces the one with the same code.
    SaveUnit {
        /// The unit.
        unit: Unit,
    },
    /// Adds a room or replaces the one with the same code.
    SaveRoom {
        /// The room.
        room: Room,
    },
    /// Adds a mediator or replaces the one with the same code.
    SaveMediator {
        /// The mediator.
        mediator: Mediator,
    },
    /// Adds an officer or replaces the one with the same code.
    SaveOfficer {
        /// The officer.
        officer: Officer,
    },
    /// Lets an officer in over SSH with a public key.
    AddKey {
        /// Whose key it is.
        officer: OfficerId,
        /// The line of the public key file: `ssh-ed25519 AAAA… comment`.
        key: String,
    },
    /// Lets nobody in with a key any more.
    RemoveKey {
        /// Its fingerprint, `SHA256:…`.
        fingerprint: String,
    },
}

/// Something that happened to the centre.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum CentreEvent {
    /// It was founded.
    Founded {
        /// Its name.
        name: String,
        /// Whether it is a practice database.
        training: bool,
    },
    /// A rulebook came into force.
    RulebookAdopted {
        /// Its text.
        text: String,
    },
    /// A year's calendar was imported.
    CalendarImported {
        /// The year.
        year: Year,
    },
    /// A unit was added or changed.
    UnitSaved {
        /// The unit.
        unit: Unit,
    },
    /// A room was added or changed.
    RoomSaved {
        /// The room.
        room: Room,
    },
    /// A mediator was added or changed.
    MediatorSaved {
        /// The mediator.
        mediator: Mediator,
    },
    /// An officer was added or changed.
    OfficerSaved {
        /// The officer.
        officer: Officer,
    },
    /// An officer may come in with a key.
    KeyAdded {
        /// The key.
        key: OfficerKey,
    },
    /// A key was taken away.
    KeyRemoved {
        /// Its fingerprint.
        fingerprint: String,
        /// Whose it was.
        officer: OfficerId,
    },
}

impl CentreEvent {
    /// Returns the stable name of the event, as the log and receipts show it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Founded { .. } => "founded",
            Self::RulebookAdopted { .. } => "rulebook_adopted",
            Self::CalendarImported { .. } => "calendar_imported",
            Self::UnitSaved { .. } => "unit_saved",
            Self::RoomSaved { .. } => "room_saved",
            Self::MediatorSaved { .. } => "mediator_saved",
            Self::OfficerSaved { .. } => "officer_saved",
            Self::KeyAdded { .. } => "key_added",
            Self::KeyRemoved { .. } => "key_removed",
        }
    }
}

/// The centre as it stands after all its events.
#[derive(Debug, Clone)]
pub struct Centre {
    /// How many events it has.
    pub rev: u64,
    /// Its name.
    pub name: String,
    /// Whether this is a practice database.
    pub training: bool,
    /// The working-day calendar: what the program carries, and what was imported.
    pub calendar: Calendar,
    /// Units by code.
    pub units: Vec<Unit>,
    /// Rooms by code.
    pub rooms: Vec<Room>,
    /// Mediators by code.
    pub mediators: Vec<Mediator>,
    /// Officers by code.
    pub officers: Vec<Officer>,
    /// The keys that officers come in with over SSH.
    pub keys: Vec<OfficerKey>,
    rulebooks: BTreeMap<String, Arc<Rulebook>>,
    current: Arc<Rulebook>,
}

impl Centre {
    /// Folds the whole history of the centre; `None` when it has not been founded.
    pub fn replay<'a>(history: impl IntoIterator<Item = &'a CentreEvent>) -> Result<Option<Self>, Refusal> {
        let mut name = None;
        let mut centre: Option<Self> = None;
        let mut rev = 0;
        for event in history {
            rev += 1;
            match (&mut centre, event) {
                (_, CentreEvent::Founded { name: called, training }) => name = Some((called.clone(), *training)),
                (None, CentreEvent::RulebookAdopted { text }) => {
                    let (name, training) = name.take().unwrap_or_default();
                    centre = Some(Self::new(name, training, parse(text)?));
                }
                (Some(centre), event) => centre.apply(event)?,
                (None, _) => return Err(refuse!("not_founded")),
            }
            if let Some(centre) = &mut centre {
                centre.rev = rev;
            }
        }
        Ok(centre)
    }

    /// Makes a centre with nothing but a name and a rulebook.
    pub fn new(name: String, training: bool, rulebook: Rulebook) -> Self {
        let current = Arc::new(rulebook);
        Self {
            rev: 0,
            name,
            training,
            calendar: Calendar::embedded(),
            units: Vec::new(),
            rooms: Vec::new(),
            mediators: Vec::new(),
            officers: Vec::new(),
            keys: Vec::new(),
            rulebooks: BTreeMap::from([(current.version.clone(), Arc::clone(&current))]),
            current,
        }
    }

    /// Folds one event in.
    pub fn apply(&mut self, event: &CentreEvent) -> Result<(), Refusal> {
        self.rev += 1;
        match event {
            CentreEvent::Founded { name, training } => {
                self.name.clone_from(name);
                self.training = *training;
            }
            CentreEvent::RulebookAdopted { text } => {
                self.current = Arc::new(parse(text)?);
                self.rulebooks.insert(self.current.version.clone(), Arc::clone(&self.current));
            }
            CentreEvent::CalendarImported { year } => self.calendar = self.calendar.clone().with_year(year.clone()),
            CentreEvent::UnitSaved { unit } => save(&mut self.units, unit, |unit| &unit.id),
            CentreEvent::RoomSaved { room } => save(&mut self.rooms, room, |room| &room.id),
            CentreEvent::MediatorSaved { mediator } => save(&mut self.mediators, mediator, |it| &it.id),
            CentreEvent::OfficerSaved { officer } => save(&mut self.officers, officer, |officer| &officer.id),
            CentreEvent::KeyAdded { key } => save(&mut self.keys, key, |key| &key.fingerprint),
            CentreEvent::KeyRemoved { fingerprint, .. } => self.keys.retain(|key| key.fingerprint != *fingerprint),
        }
        Ok(())
    }

    /// Returns the rulebook in force for new cases.
    pub fn rulebook(&self) -> &Rulebook {
        &self.current
    }

    /// Returns the rulebook with this version, or the one in force when it was never adopted here.
    pub fn rulebook_of(&self, version: &str) -> &Rulebook {
        self.rulebooks.get(version).unwrap_or(&self.current)
    }

    /// Returns the name of a category: as the rulebook in force has it, else as one that was in force before.
    pub fn category_name(&self, id: &CategoryId) -> Option<String> {
        let before = || self.rulebooks.values().rev().find_map(|rules| rules.category_name(id));
        self.current.category_name(id).or_else(before)
    }

    /// Returns the unit with this code.
    pub fn unit(&self, id: &UnitId) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == *id)
    }

    /// Returns the unit's name, or its code when it is not known.
    pub fn unit_name<'a>(&'a self, id: &'a UnitId) -> &'a str {
        self.unit(id).map_or(id.as_str(), |unit| unit.name.as_str())
    }

    /// Returns the unit's name for lists, or its code when it is not known.
    pub fn unit_short<'a>(&'a self, id: &'a UnitId) -> &'a str {
        self.unit(id).map_or(id.as_str(), |unit| unit.short.as_str())
    }

    /// Returns the name for lists of the centre itself.
    pub fn short_name(&self) -> &str {
        self.units.iter().find(|unit| unit.is_centre()).map_or(self.name.as_str(), |unit| unit.short.as_str())
    }

    /// Returns the room with this code.
    pub fn room(&self, id: &RoomId) -> Option<&Room> {
        self.rooms.iter().find(|room| room.id == *id)
    }

    /// Returns the mediator with this code.
    pub fn mediator(&self, id: &MediatorId) -> Option<&Mediator> {
        self.mediators.iter().find(|mediator| mediator.id == *id)
    }

    /// Returns the officer with this code.
    pub fn officer(&self, id: &OfficerId) -> Option<&Officer> {
        self.officers.iter().find(|officer| officer.id == *id)
    }

    /// Tells whether a unit is another or lies, through its parents, within it (辖区).
    pub fn is_within(&self, unit: &UnitId, whole: &UnitId) -> bool {
        let mut at = Some(unit);
        // No chain of parents is longer than there are units, unless it goes round.
        for _ in 0..=self.units.len() {
            match at {
                Some(id) if id == whole => return true,
                Some(id) => at = self.unit(id).and_then(|unit| unit.parent.as_ref()),
                None => return false,
            }
        }
        true
    }

    /// Returns the key with this fingerprint.
    pub fn key(&self, fingerprint: &str) -> Option<&OfficerKey> {
        self.keys.iter().find(|key| key.fingerprint == fingerprint)
    }

    /// Returns the officer, or refuses one who is not known or does not have the role.
    pub fn officer_with_role(&self, id: &OfficerId, role: Role) -> Result<&Officer, Refusal> {
        let officer = self.officer(id).ok_or_else(|| refuse!("unknown_officer", officer = id))?;
        if officer.roles.contains(&role) {
            Ok(officer)
        } else {
            Err(refuse!("officer_lacks_role", officer = officer.name, role = role))
        }
    }
}

/// Decides a command on the centre; `None` is a database in which nothing has been founded.
pub fn decide(centre: Option<&Centre>, command: &CentreCommand) -> Result<Vec<CentreEvent>, Refusal> {
    match (centre, command) {
        (None, CentreCommand::Found { name, rulebook, officer, training }) => found(name, rulebook, officer, *training),
        (None, _) => Err(refuse!("not_founded")),
        (Some(centre), CentreCommand::Found { .. }) => Err(refuse!("founded_already", name = centre.name)),
        (Some(centre), command) => Ok(vec![change(centre, command)?]),
    }
}

fn found(name: &str, rulebook: &str, officer: &Officer, training: bool) -> Result<Vec<CentreEvent>, Refusal> {
    if name.trim().is_empty() {
        return Err(refuse!("words_missing", field = "centre_name"));
    }
    checked_officer(officer)?;
    let rules = parse(rulebook)?;
    let mut events = vec![
        CentreEvent::Founded { name: name.trim().to_owned(), training },
        CentreEvent::RulebookAdopted { text: rulebook.to_owned() },
    ];
    // The rulebook's directory is a model; the centre in it bears the name it was founded under.
    events.extend(rules.units.iter().cloned().map(|mut unit| {
        if unit.is_centre() {
            name.trim().clone_into(&mut unit.name);
        }
        CentreEvent::UnitSaved { unit }
    }));
    events.extend(rules.rooms.iter().cloned().map(|room| CentreEvent::RoomSaved { room }));
    events.extend(rules.mediators.iter().cloned().map(|mediator| CentreEvent::MediatorSaved { mediator }));
    events.push(CentreEvent::OfficerSaved { officer: officer.clone() });
    Ok(events)
}

fn change(centre: &Centre, command: &CentreCommand) -> Result<CentreEvent, Refusal> {
    Ok(match command {
        CentreCommand::AdoptRulebook { text } => {
            let rules = parse(text)?;
            if let Some(known) = centre.rulebooks.get(&rules.version) {
                // A version names one text for ever: cases refer to it.
                return Err(refuse!("rulebook_version_taken", version = known.version));
            }
            CentreEvent::RulebookAdopted { text: text.clone() }
        }
        CentreCommand::ImportCalendar { text } => {
            let year = parse_holiday_json(text)?;
            CentreEvent::CalendarImported { year }
        }
        CentreCommand::SaveUnit { unit } => {
            named(&unit.name, unit.id.as_str())?;
            if let Some(parent) = unit.parent.as_ref().filter(|parent| centre.unit(parent).is_none()) {
                return Err(refuse!("unknown_unit", unit = parent));
            }
            if unit.parent.as_ref().is_some_and(|parent| centre.is_within(parent, &unit.id)) {
                return Err(refuse!("unit_within_itself", unit = unit.name));
            }
            CentreEvent::UnitSaved { unit: unit.clone() }
        }
        CentreCommand::SaveRoom { room } => {
            named(&room.name, room.id.as_str())?;
            CentreEvent::RoomSaved { room: room.clone() }
        }
        CentreCommand::SaveMediator { mediator } => {
            named(&mediator.name, mediator.id.as_str())?;
            CentreEvent::MediatorSaved { mediator: mediator.clone() }
        }
        CentreCommand::SaveOfficer { officer } => {
            checked_officer(officer)?;
            if let Some(unit) = officer.unit.as_ref().filter(|unit| centre.unit(unit).is_none()) {
                return Err(refuse!("unknown_unit", unit = unit));
            }
            // Somebody must be left who can let others in.
            let administers = |it: &Officer| it.roles.contains(&Role::Administrator);
            let others = centre.officers.iter().any(|it| it.id != officer.id && administers(it));
            if !others && !administers(officer) && centre.officer(&officer.id).is_some_and(administers) {
                return Err(refuse!("last_administrator", officer = officer.name));
            }
            CentreEvent::OfficerSaved { officer: officer.clone() }
        }
        CentreCommand::AddKey { officer, key } => {
            let owner = centre.officer(officer).ok_or_else(|| refuse!("unknown_officer", officer = officer))?;
            let key = OfficerKey::read(&owner.id, key)?;
            if let Some(known) = centre.key(&key.fingerprint) {
                let name = centre.officer(&known.officer).map_or(known.officer.as_str(), |it| it.name.as_str());
                return Err(refuse!("key_taken", fingerprint = key.fingerprint, officer = name));
            }
            CentreEvent::KeyAdded { key }
        }
        CentreCommand::RemoveKey { fingerprint } => {
            let key = centre.key(fingerprint).ok_or_else(|| refuse!("unknown_key", fingerprint = fingerprint))?;
            CentreEvent::KeyRemoved { fingerprint: key.fingerprint.clone(), officer: key.officer.clone() }
        }
        CentreCommand::Found { .. } => return Err(refuse!("founded_already", name = centre.name)),
    })
}

fn checked_officer(officer: &Officer) -> Result<(), Refusal> {
    named(&officer.name, officer.id.as_str())?;
    if officer.roles.is_empty() { Err(refuse!("officer_without_role")) } else { Ok(()) }
}

fn named(name: &str, code: &str) -> Result<(), Refusal> {
    let code_fits = !code.is_empty() && code.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if name.trim().is_empty() || !code_fits { Err(refuse!("code_or_name_missing", code = code)) } else { Ok(()) }
}

fn parse(text: &str) -> Result<Rulebook, Refusal> {
    Rulebook::parse(text).map_err(|faults| {
        let first = faults.first().map(|fault| format!("{}:{} {}", fault.line, fault.column, fault.key));
        let first = first.unwrap_or_default();
        let causes = faults.iter().map(RulebookFault::refusal);
        refuse!("rulebook_faulty", count = faults.len(), first = first).because(causes)
    })
}

fn save<T: Clone, K: PartialEq>(list: &mut Vec<T>, item: &T, key: impl Fn(&T) -> &K) {
    match list.iter_mut().find(|old| key(old) == key(item)) {
        Some(old) => *old = item.clone(),
        None => list.push(item.clone()),
    }
}
