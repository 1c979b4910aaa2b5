//! From a row of a register to the order it amounts to: an open case, or a closed matter taken over.

use super::map::{Columns, Field, usual};
use super::table::{Cell, Row, squeezed};
use super::value;
use crate::desk::Order;
use crate::domain::alike::looks_like_organisation;
use crate::domain::case::{Earlier, Origin, Register, RegisterOld};
use crate::domain::centre::Centre;
use crate::domain::ids::{CategoryId, UnitId};
use crate::domain::party::{Nature, NewParty, Representative, Sex};
use crate::domain::refusal::Refusal;
use crate::domain::time::{Day, Moment, local};
use crate::domain::vocabulary::{CaseKind, Channel, Grade, Risk, Side};
use crate::domain::{idno, phone};
use crate::refuse;
use crate::text::sanitise_line;
use crate::words::{Lang, term};
use chrono::{NaiveDateTime, NaiveTime};
use std::collections::HashMap;

/// Something wrong with a row, and the column it is in.
#[derive(Debug, Clone, PartialEq)]
pub struct Trouble {
    /// The name of the column; nothing where it is about the whole row.
    pub column: Option<String>,
    /// What is wrong.
    pub refusal: Refusal,
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self { column: None, refusal }
    }
}

/// What a row amounts to.
#[derive(Debug, Clone, PartialEq)]
pub enum Made {
    /// A matter that is still open.
    Open(Box<Register>),
    /// A matter that was closed there.
    Over(Box<RegisterOld>),
}

impl Made {
    /// Returns what was written down.
    pub fn register(&self) -> &Register {
        match self {
            Self::Open(register) => register,
            Self::Over(matter) => &matter.intake,
        }
    }

    /// Returns the order for the desk.
    pub fn order(self) -> Order {
        match self {
            Self::Open(register) => Order::register(*register),
            Self::Over(matter) => Order::register_old(*matter),
        }
    }
}

/// Reads the rows of one table by its columns, for one centre.
#[derive(Debug)]
pub struct Reader<'a> {
    columns: &'a Columns,
    register: String,
    today: Day,
    /// The members of closed lists by everything they are called.
    lists: HashMap<Field, HashMap<String, String>>,
    units: Vec<(UnitId, [String; 2])>,
    /// What the head says that sums are in, in yuan.
    amount_unit: i64,
    seen: HashMap<String, u32>,
}

impl<'a> Reader<'a> {
    /// Makes a reader; `register` is what the entries' register is called.
    pub fn new(columns: &'a Columns, register: String, centre: &Centre, today: Day) -> Self {
        let mut lists = HashMap::from([
            (Field::Kind, called(CaseKind::AREA, CaseKind::ALL)),
            (Field::Channel, called(Channel::AREA, Channel::ALL)),
            (Field::Grade, called(Grade::AREA, Grade::ALL)),
            (Field::Risk, called(Risk::AREA, Risk::ALL)),
            (Field::ApplicantSex, called(Sex::AREA, Sex::ALL)),
        ]);
        let mut categories = HashMap::new();
        let mut call = |name: &str, id: &CategoryId| {
            categories.entry(squeezed(name)).or_insert_with(|| id.0.clone());
        };
        for top in &centre.rulebook().categories {
            call(&top.name, &top.id);
            call(top.id.as_str(), &top.id);
        }
        for item in centre.rulebook().categories.iter().flat_map(|top| &top.items) {
            call(&item.name, &item.id);
            call(item.id.as_str(), &item.id);
        }
        lists.insert(Field::Category, categories);
        let units = centre.units.iter().map(|unit| (unit.id.clone(), [squeezed(&unit.name), squeezed(&unit.short)]));
        // `squeezed` leaves out what stands in brackets, where the unit usually stands.
        let name = value::narrow(columns.name(Field::Amount));
        let amount_unit = if name.contains('万') { 10_000 } else { 1 };
        Self { columns, register, today, lists, units: units.collect(), amount_unit, seen: HashMap::new() }
    }

    /// Returns which entry a row is: by its number, else by its place on the sheet; of an error sheet, the one it was. A number
    /// that stood further up already is said.
    pub fn origin(&mut self, row: &Row) -> (Origin, Option<Trouble>) {
        let text = |field| self.text(row, field).map(|text| sanitise_line(&text)).filter(|text| !text.is_empty());
        let register = text(Field::OriginRegister).unwrap_or_else(|| self.register.clone());
        let number = text(Field::Entry).filter(|number| number.chars().count() <= 60);
        let again = text(Field::OriginEntry);
        let entry = again.clone().or_else(|| number.clone()).unwrap_or_else(|| format!("#{}", row.number));
        let origin = |entry: String| Origin {
            registered_on: self.day(row, Field::RegisteredAt).ok().flatten().map(|at| at.date()),
            ..Origin::new(register.clone(), entry)
        };
        if let Some(first) = self.seen.get(&format!("{register}\n{entry}")) {
            // Its place makes it an entry of its own, should it be another matter after all.
            let refusal = refuse!("row_entry_twice", entry = entry, row = first);
            let twice = Trouble { column: self.named(Field::Entry), refusal };
            return (origin(format!("{entry}#{}", row.number)), Some(twice));
        }
        let origin = origin(entry.clone());
        self.seen.insert(format!("{register}\n{entry}"), row.number);
        (origin, None)
    }

    /// Tells whether a row is no entry but something below or between: a sum, who filled it in.
    pub fn is_footer(&self, row: &Row) -> bool {
        const FOOTERS: &[&str] =
            &["合计", "总计", "小计", "填表", "制表", "审核", "负责人", "说明", "注", "备注", "统计"];
        let first = row.cells.iter().find(|cell| !cell.is_empty()).map(|cell| squeezed(&cell.text()));
        let nobody =
            self.text(row, Field::ApplicantName).is_none_or(|name| FOOTERS.iter().any(|it| name.starts_with(it)));
        nobody
            && self.text(row, Field::Narrative).is_none()
            && first.is_some_and(|first| FOOTERS.iter().any(|footer| first.starts_with(footer)))
    }

    /// Tells whether the officer said in the error sheet that a row is another matter than the one it looks like.
    pub fn is_let_in(&self, row: &Row) -> bool {
        let said = self.text(row, Field::Decision).unwrap_or_default().to_lowercase();
        matches!(said.as_str(), "收" | "收录" | "导入" | "take" | "yes" | "是")
    }

    /// Reads a row.
    ///
    /// # Errors
    /// Everything that is wrong with it, column by column.
    pub fn read(&self, row: &Row, origin: Origin) -> Result<Made, Vec<Trouble>> {
        let mut troubles = Vec::new();
        let made = self.make(row, origin, &mut troubles);
        if troubles.is_empty() { Ok(made) } else { Err(troubles) }
    }

    fn make(&self, row: &Row, origin: Origin, troubles: &mut Vec<Trouble>) -> Made {
        let known = self.columns.names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        if let Some(beyond) = row.cells.iter().skip(known).find(|cell| !cell.is_empty()) {
            troubles.push(refuse!("row_too_wide", value = value::shown(&beyond.text())).into());
        }
        let (mut remarks, defaults) = (Vec::new(), &self.columns.mapping.defaults);
        let kind = self.member(row, Field::Kind, CaseKind::from_key, &mut remarks, troubles);
        let channel = self.member(row, Field::Channel, Channel::from_key, &mut remarks, troubles);
        let category = self.member(row, Field::Category, |id| Some(CategoryId::from(id)), &mut remarks, troubles);
        let grade = self.member(row, Field::Grade, Grade::from_key, &mut remarks, troubles);
        let risk = self.member(row, Field::Risk, Risk::from_key, &mut remarks, troubles);
        let unit = self.unit(row, &mut remarks, troubles);
        let mut parties = self.applicants(row, troubles);
        parties.extend(self.respondents(row, troubles));
        let mut take = |field: Field| caught(self, field, troubles, || value::said(self.cell(row, field)));
        let (title, place, grid) = (take(Field::Title), take(Field::Place), take(Field::Grid));
        let (narrative, result) = (take(Field::Narrative), take(Field::Result));
        let demands: Vec<String> = take(Field::Demands).into_iter().collect();
        let occurred = caught(self, Field::OccurredOn, troubles, || self.day(row, Field::OccurredOn));
        let registered = caught(self, Field::RegisteredAt, troubles, || self.day(row, Field::RegisteredAt));
        let closed = caught(self, Field::ClosedAt, troubles, || self.day(row, Field::ClosedAt));
        let people_involved =
            caught(self, Field::PeopleInvolved, troubles, || value::people(self.cell(row, Field::PeopleInvolved)));
        let amount_fen =
            caught(self, Field::Amount, troubles, || value::amount(self.cell(row, Field::Amount), self.amount_unit));
        let over = self.is_over(row, closed.is_some(), result.is_some(), &mut remarks, troubles);
        for column in self.columns.remarks() {
            let name = &self.columns.names[column];
            match value::said(row.cell(column)) {
                Ok(Some(text)) => remarks.push(format!("{name}：{text}")),
                Ok(None) => {}
                Err(refusal) => troubles.push(Trouble { column: Some(name.clone()), refusal }),
            }
        }
        if !over {
            remarks.extend(result.iter().map(|result| format!("{}：{result}", self.columns.name(Field::Result))));
            remarks.extend(
                unit.iter()
                    .map(|_| format!("{}：{}", self.columns.name(Field::Unit), self.cell(row, Field::Unit).text())),
            );
        }
        let told = narrative.into_iter().chain(remarks).collect::<Vec<_>>().join("\n");
        let intake = Register {
            kind: kind.or(defaults.kind).unwrap_or(CaseKind::Dispute),
            channel: channel.or(defaults.channel).unwrap_or(Channel::WalkIn),
            title,
            narrative: told,
            demands,
            parties,
            place,
            grid,
            occurred_on: occurred.map(|at| at.date()),
            people_involved,
            amount_fen,
            category,
            grade,
            risk,
            attachments: Vec::new(),
            accept: false,
            related: Vec::new(),
            offline: None,
            origin: Some(origin),
            sealed: None,
        };
        if over {
            return self.over(intake, unit, registered, closed, result, row, troubles);
        }
        self.not_to_come(Field::RegisteredAt, registered, troubles);
        Made::Open(Box::new(intake))
    }

    #[allow(clippy::too_many_arguments)] // what was read of a row, once
    fn over(
        &self,
        intake: Register,
        unit: Option<UnitId>,
        registered: Option<NaiveDateTime>,
        closed: Option<NaiveDateTime>,
        result: Option<String>,
        row: &Row,
        troubles: &mut Vec<Trouble>,
    ) -> Made {
        let mut missing = |field: Field, refusal: Refusal| {
            // What could not be read has been said already.
            if !troubles.iter().any(|it| it.column.is_some() && it.column == self.named(field)) {
                troubles.push(Trouble { column: self.named(field), refusal });
            }
        };
        let no_day = |field: Field| refuse!("row_no_day", import_field = field.key());
        if registered.is_none() {
            missing(Field::RegisteredAt, no_day(Field::RegisteredAt));
        }
        let closed = closed.or(registered.filter(|_| self.columns.mapping.defaults.closed_same_day));
        if closed.is_none() {
            missing(Field::ClosedAt, no_day(Field::ClosedAt));
        }
        let result = result.or_else(|| self.text(row, Field::Status));
        if result.is_none() {
            missing(Field::Result, refuse!("row_no_result"));
        }
        self.not_to_come(Field::ClosedAt, closed, troubles);
        let from = registered.unwrap_or_default();
        let mut to = closed.unwrap_or(from);
        // A day without the time of it is over when what it began with is.
        if to.time() == NaiveTime::MIN && to.date() == from.date() {
            to = from;
        }
        if to < from {
            let days = (from.format("%Y-%m-%d"), to.format("%Y-%m-%d"));
            let refusal = refuse!("row_days_backwards", from = days.0, to = days.1);
            troubles.push(Trouble { column: self.named(Field::ClosedAt), refusal });
        }
        let source = intake.origin.as_ref().map(|it| format!("{} {}", it.register, it.entry)).unwrap_or_default();
        let (registered_at, closed_at): (Moment, Moment) = (local(from), local(to));
        let earlier = Earlier { registered_at, closed_at, unit, result: result.unwrap_or_default(), source };
        Made::Over(Box::new(RegisterOld { intake, earlier }))
    }

    fn not_to_come(&self, field: Field, at: Option<NaiveDateTime>, troubles: &mut Vec<Trouble>) {
        if let Some(at) = at.filter(|at| at.date() > self.today) {
            let refusal = refuse!("row_day_to_come", day = at.format("%Y-%m-%d"));
            troubles.push(Trouble { column: self.named(field), refusal });
        }
    }

    /// Tells whether the matter was closed there: by its status, else by its day of closing or its result.
    fn is_over(
        &self,
        row: &Row,
        closed: bool,
        result: bool,
        remarks: &mut Vec<String>,
        troubles: &mut Vec<Trouble>,
    ) -> bool {
        let Some(status) = self.text(row, Field::Status) else {
            return closed || (result && self.columns.at(Field::Status).is_none());
        };
        match self.columns.value(Field::Status, &status).as_deref() {
            Some("closed") => true,
            Some("open") => false,
            // 办理情况 is often told at length; then the day of closing says it.
            _ if closed => true,
            _ if status.chars().count() > 8 => {
                remarks.push(format!("{}：{status}", self.columns.name(Field::Status)));
                false
            }
            _ => {
                troubles.push(self.unknown(Field::Status, &status, "办结、办理中"));
                false
            }
        }
    }

    fn applicants(&self, row: &Row, troubles: &mut Vec<Trouble>) -> Vec<NewParty> {
        let mut parties = self.side(
            row,
            Side::Applicant,
            [Field::ApplicantName, Field::ApplicantPhone, Field::ApplicantId, Field::ApplicantPlace],
            troubles,
        );
        if parties.is_empty() {
            troubles.push(Trouble { column: self.named(Field::ApplicantName), refusal: refuse!("applicant_missing") });
        }
        let mut ignored = Vec::new();
        let sex = self.member(row, Field::ApplicantSex, Sex::from_key, &mut ignored, troubles);
        if let Some(first) = parties.first_mut().filter(|it| it.nature == Nature::Person) {
            // An identity number knows better than a column.
            first.sex = sex.filter(|_| first.id_no.is_none());
            first.employer = self.text(row, Field::ApplicantEmployer);
        }
        parties
    }

    fn respondents(&self, row: &Row, troubles: &mut Vec<Trouble>) -> Vec<NewParty> {
        let fields = [Field::RespondentName, Field::RespondentPhone, Field::RespondentId, Field::RespondentPlace];
        self.side(row, Side::Respondent, fields, troubles)
    }

    /// Reads those on one side: several names in a cell are several people, as many numbers are theirs in order.
    fn side(&self, row: &Row, side: Side, fields: [Field; 4], troubles: &mut Vec<Trouble>) -> Vec<NewParty> {
        let [name, phone, id, place] = fields;
        let names = caught(self, name, troubles, || value::said(self.cell(row, name))).unwrap_or_default();
        let phones = caught(self, phone, troubles, || value::digits(self.cell(row, phone))).unwrap_or_default();
        let ids = caught(self, id, troubles, || value::digits(self.cell(row, id))).unwrap_or_default();
        let place = caught(self, place, troubles, || value::said(self.cell(row, place)));
        let (names, mut phones, mut ids) = (split(&names), split(&phones), split(&ids));
        if names.is_empty() {
            return Vec::new();
        }
        if phones.len() > names.len() {
            // Whoever has two telephones is reached by the first.
            phones.truncate(names.len());
        }
        ids.truncate(names.len());
        for (field, numbers) in [(phone, &phones), (id, &ids)] {
            for number in numbers {
                let checked =
                    if field == phone { phone::parse(number).map(drop) } else { self.check_id(number, &names) };
                if let Err(refusal) = checked {
                    troubles.push(Trouble { column: self.named(field), refusal });
                }
            }
        }
        let mut parties: Vec<NewParty> = names.iter().map(|name| party(side, name)).collect();
        for (at, party) in parties.iter_mut().enumerate() {
            party.place.clone_from(&place);
            let (phone, id) = (phones.get(at).cloned(), ids.get(at).cloned());
            if let Some(speaker) = party.representatives.first_mut() {
                (speaker.phone, speaker.id_no) = (phone, id);
            } else {
                (party.phone, party.id_no) = (phone, id);
            }
        }
        parties
    }

    fn check_id(&self, number: &str, names: &[String]) -> Result<(), Refusal> {
        if names.iter().any(|name| looks_like_organisation(name)) || idno::other_document(number).is_some() {
            return Ok(());
        }
        idno::parse(number, self.today).map(drop)
    }

    fn unit(&self, row: &Row, remarks: &mut Vec<String>, troubles: &mut Vec<Trouble>) -> Option<UnitId> {
        let written = self.text(row, Field::Unit)?;
        let said = self.columns.value(Field::Unit, &written).unwrap_or_else(|| written.clone());
        // Several units in a cell: the first leads.
        let wanted = squeezed(split(&said).first().map_or(said.as_str(), String::as_str));
        let exact = self.units.iter().find(|(id, names)| id.as_str() == said.trim() || names.contains(&wanted));
        let found = exact.or_else(|| {
            // 县人社局 is 人社局 wherever there is one of the name.
            let ends = |name: &String| !name.is_empty() && (wanted.ends_with(name.as_str()) || name.ends_with(&wanted));
            let mut like = self.units.iter().filter(|(_, names)| wanted.chars().count() > 1 && names.iter().any(ends));
            like.next().filter(|_| like.next().is_none())
        });
        if found.is_none() {
            self.not_understood(Field::Unit, &written, "", remarks, troubles);
        }
        found.map(|(id, _)| id.clone())
    }

    /// Reads a member of a closed list.
    fn member<T>(
        &self,
        row: &Row,
        field: Field,
        from_key: impl Fn(&str) -> Option<T>,
        remarks: &mut Vec<String>,
        troubles: &mut Vec<Trouble>,
    ) -> Option<T> {
        let written = caught(self, field, troubles, || value::said(self.cell(row, field)))?;
        let list = self.lists.get(&field)?;
        let said = self.columns.value(field, &written).unwrap_or_else(|| written.clone());
        let key = list.get(&squeezed(&said)).or_else(|| {
            // 婚恋家庭 · 恋爱及婚姻: the last part says most.
            let parts = said.split(['·', '/', '>', '-', '—', '、', ':', '：', '\\']);
            parts.rev().find_map(|part| list.get(&squeezed(part)))
        });
        let key = key.cloned().or_else(|| usual(field.key(), &squeezed(&said)));
        let found = key.as_deref().and_then(from_key);
        if found.is_none() {
            let mut known: Vec<&str> = Vec::new();
            let mut keys: Vec<(&String, &String)> = list.iter().map(|(name, key)| (key, name)).collect();
            keys.sort();
            for (_, name) in keys.iter().filter(|(key, name)| key != name && !name.is_ascii()) {
                known.push(name);
            }
            known.truncate(12);
            self.not_understood(field, &written, &known.join("、"), remarks, troubles);
        }
        found
    }

    fn not_understood(
        &self,
        field: Field,
        written: &str,
        known: &str,
        remarks: &mut Vec<String>,
        troubles: &mut Vec<Trouble>,
    ) {
        if self.columns.mapping.defaults.keep_in_words.contains(&field) {
            remarks.push(format!("{}：{written}", self.columns.name(field)));
        } else {
            troubles.push(self.unknown(field, written, known));
        }
    }

    fn unknown(&self, field: Field, written: &str, known: &str) -> Trouble {
        let (value, key) = (value::shown(written), field.key());
        let refusal = refuse!("cell_unknown", value = value, import_field = key, known = known, key = key);
        Trouble { column: self.named(field), refusal }
    }

    fn day(&self, row: &Row, field: Field) -> Result<Option<NaiveDateTime>, Refusal> {
        value::moment(self.cell(row, field), self.today)
    }

    fn cell<'r>(&self, row: &'r Row, field: Field) -> &'r Cell {
        self.columns.at(field).map_or(&Cell::Empty, |column| row.cell(column))
    }

    fn text(&self, row: &Row, field: Field) -> Option<String> {
        value::said(self.cell(row, field)).ok().flatten()
    }

    fn named(&self, field: Field) -> Option<String> {
        Some(self.columns.name(field).to_owned()).filter(|name| !name.is_empty())
    }
}

/// Does what may go wrong with a cell, and writes down with its column what did.
fn caught<T>(
    reader: &Reader<'_>,
    field: Field,
    troubles: &mut Vec<Trouble>,
    read: impl FnOnce() -> Result<Option<T>, Refusal>,
) -> Option<T> {
    read().unwrap_or_else(|refusal| {
        troubles.push(Trouble { column: reader.named(field), refusal });
        None
    })
}

/// Returns the members of a closed list by key and by name in every language.
fn called<T: Copy + std::fmt::Display>(area: &str, all: &[T]) -> HashMap<String, String> {
    let mut names = HashMap::new();
    for member in all {
        let key = member.to_string();
        for lang in [Lang::ZhCn, Lang::En] {
            names.insert(squeezed(&lang.speaking(|| term(area, &key))), key.clone());
        }
        names.insert(squeezed(&key), key.clone());
        names.insert(key.clone(), key);
    }
    names
}

/// Splits what stands for several people in one cell.
fn split(text: &str) -> Vec<String> {
    let parts = text.split(['、', '，', ',', ';', '；', '\n', '/']);
    parts.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Makes a party of a name: a person, an organisation, or a group as `张三等12人`.
fn party(side: Side, name: &str) -> NewParty {
    let mut party = NewParty::new(side, name);
    if let Some((speaker, heads)) = group(name) {
        party.nature = Nature::Group;
        party.head_count = Some(heads);
        party.representatives = vec![Representative { name: speaker, ..Representative::default() }];
    } else if looks_like_organisation(name) {
        party.nature = Nature::Organisation;
    }
    party
}

fn group(name: &str) -> Option<(String, u32)> {
    let narrow = value::narrow(name);
    let (speaker, heads) = narrow.strip_suffix(['人', '户'])?.split_once('等')?;
    let heads = heads.trim_end_matches('余').parse().ok().filter(|heads| *heads >= 2)?;
    (!speaker.is_empty()).then(|| (speaker.to_owned(), heads))
}

#[cfg(test)]
mod tests;
