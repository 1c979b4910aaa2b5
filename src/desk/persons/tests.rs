use crate::desk::bench::{founded, monday as now, wang};
use crate::desk::{Desk, DeskError, Order, PersonView, Receipt, Viewer, first_officer};
use crate::domain::idno;
use crate::domain::ids::{CaseNo, OfficerId, PersonId};
use crate::domain::person::Capacity;
use serde_json::{Value, json};

fn number(sequence: u32) -> String {
    let body = format!("62992119650228{sequence:03}");
    format!("{body}{}", idno::check_digit(&body))
}

struct Town {
    desk: Desk,
    _folder: tempfile::TempDir,
}

impl Town {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = founded(folder.path().join("desk.db"), &wang(), now(), false);
        Self { desk, _folder: folder }
    }

    fn order(&mut self, order: &Value) -> Result<Receipt, DeskError> {
        self.desk.perform(&OfficerId::from("wang"), now(), &Order::from_json(&order.to_string())?)
    }

    fn does(&mut self, order: &Value) -> Receipt {
        self.order(order).unwrap_or_else(|error| panic!("{order}: {error}"))
    }

    fn refuses(&mut self, order: &Value) -> &'static str {
        self.order(order).unwrap_err().kind()
    }

    /// Registers a case of these parties and returns its number.
    fn case(&mut self, parties: &Value) -> CaseNo {
        let order = json!({"command": "register", "kind": "dispute", "channel": "walk_in", "narrative": "宅基地纠纷",
            "accept": true, "parties": parties});
        self.does(&order).no.unwrap()
    }

    fn applicant(&mut self, party: &Value) -> PersonId {
        let mut party = party.clone();
        party["side"] = json!("applicant");
        let no = self.case(&json!([party]));
        self.desk.case(&no).unwrap().parties[0].person.unwrap()
    }

    fn look(&self, person: PersonId) -> PersonView {
        let viewer = Viewer { officer: wang(), revealed: true };
        self.desk.person(person, &viewer, now()).unwrap()
    }

    fn found(&self, typed: &str) -> Vec<PersonId> {
        let viewer = Viewer::masked(&wang());
        self.desk.people(typed, &viewer, 20).unwrap().into_iter().map(|line| line.id).collect()
    }

    /// Holds the rows against the log, makes them anew, and holds them against it again.
    fn is_sound(&mut self) {
        assert_eq!(self.desk.verify().unwrap().problems, Vec::<String>::new());
        let before: Vec<_> = self.rows();
        self.desk.rebuild().unwrap();
        assert_eq!(self.rows(), before);
        assert_eq!(self.desk.verify().unwrap().problems, Vec::<String>::new());
    }

    fn rows(&self) -> Vec<Option<crate::store::PersonRow>> {
        (0..20).map(|id| self.desk.store().person_row(id).unwrap()).collect()
    }
}

#[test]
fn one_number_in_two_cases_is_one_person_whatever_the_name() {
    let mut town = Town::new();
    let first = town.applicant(&json!({"name": "王晓明", "id_no": number(1), "phone": "13900000001"}));
    let again = town.applicant(&json!({"name": "王小明", "id_no": number(1), "phone": "13900000002"}));
    assert_eq!(first, again);
    let view = town.look(first);
    assert_eq!(
        (view.person.name.as_str(), view.person.aliases.as_slice()),
        ("王小明", ["王晓明".to_owned()].as_slice())
    );
    assert_eq!(view.person.phones, ["13900000002", "13900000001"]);
    assert_eq!(view.appearances.len(), 2);
    assert_eq!(view.region_name.as_deref(), Some("甘肃省陇城县（虚构）"));
    town.is_sound();
}

#[test]
fn one_name_with_another_phone_is_another_person_and_with_the_same_phone_or_address_the_same() {
    let mut town = Town::new();
    let first = town.applicant(&json!({"name": "李强", "phone": "13900000001", "place": "城关镇东关村三社12号"}));
    assert_ne!(town.applicant(&json!({"name": "李强", "phone": "13900000002"})), first);
    assert_eq!(town.applicant(&json!({"name": "李强", "phone": "139 0000 0001"})), first);
    assert_eq!(town.applicant(&json!({"name": "李强", "place": "城关镇东关村三社12号"})), first);
    assert_ne!(town.applicant(&json!({"name": "李刚", "phone": "13900000001"})), first, "a phone may be the family's");
    let numbered = town.applicant(&json!({"name": "李强", "phone": "13900000001", "id_no": number(2)}));
    assert_eq!(numbered, first, "the number was not known yet");
    let other = town.applicant(&json!({"name": "李强", "phone": "13900000001", "id_no": number(3)}));
    assert_ne!(other, first, "two numbers are two people");
    town.is_sound();
}

#[test]
fn everybody_in_a_case_is_somebody_but_a_group() {
    let mut town = Town::new();
    let no = town.case(&json!([
        {"side": "applicant", "nature": "group", "name": "孙某等12人", "head_count": 12,
         "representatives": [{"name": "孙一", "phone": "13900000001"}, {"name": "孙二"}]},
        {"side": "respondent", "nature": "organisation", "name": "某某物业公司", "phone": "0932-6620001"},
    ]));
    let parties = town.desk.case(&no).unwrap().parties;
    assert_eq!(parties[0].person, None);
    let speakers: Vec<_> = parties[0].representatives.iter().filter_map(|it| it.person).collect();
    assert_eq!(speakers.len(), 2);
    let capacity = |id| town.look(id).appearances[0].capacity;
    assert_eq!(capacity(speakers[0]), Capacity::Representative);
    assert_eq!(capacity(parties[1].person.unwrap()), Capacity::Respondent);
    let again = town.applicant(&json!({"name": "孙一", "phone": "13900000001"}));
    assert_eq!(again, speakers[0]);
    assert_eq!(town.look(again).appearances.len(), 2);
    town.is_sound();
}

#[test]
fn who_was_picked_is_who_it_is() {
    let mut town = Town::new();
    let known = town.applicant(&json!({"name": "周梅", "phone": "13900000001"}));
    let picked = town.applicant(&json!({"name": "周小梅", "phone": "13900000009", "person": known}));
    assert_eq!(picked, known);
    let strange = json!({"command": "register", "kind": "inquiry", "channel": "phone", "narrative": "问",
        "parties": [{"side": "applicant", "name": "周梅", "person": 99}]});
    assert_eq!(town.refuses(&strange), "unknown_person");
    town.is_sound();
}

#[test]
fn a_party_put_right_stays_who_it_was_and_one_exchanged_does_not() {
    let mut town = Town::new();
    let no = town.case(&json!([{"side": "applicant", "name": "王晓明", "phone": "13900000001"}]));
    let first = town.desk.case(&no).unwrap().parties[0].person.unwrap();
    let correct = |to: Value| json!({"command": "correct_party", "no": no, "party": 1, "correct": to});
    town.does(&correct(json!({"side": "applicant", "name": "王小明", "phone": "13900000001"})));
    assert_eq!(town.desk.case(&no).unwrap().parties[0].person, Some(first));
    assert_eq!(town.look(first).person.name, "王小明");
    assert!(town.look(first).person.aliases.is_empty(), "nobody was ever called that");
    let other = town.applicant(&json!({"name": "张强", "id_no": number(5)}));
    town.does(&correct(json!({"side": "applicant", "name": "张强", "id_no": number(5)})));
    assert_eq!(town.desk.case(&no).unwrap().parties[0].person, Some(other));
    assert_eq!(
        town.desk.person(first, &Viewer::masked(&first_officer("wang", "王")), now()).unwrap_err().kind(),
        "unknown_person"
    );
    town.is_sound();
}

#[test]
fn a_correction_shows_in_the_directory_and_not_in_the_old_case() {
    let mut town = Town::new();
    let no = town.case(&json!([{"side": "applicant", "name": "王晓明", "phone": "13900000001"}]));
    let id = town.desk.case(&no).unwrap().parties[0].person.unwrap();
    town.does(&json!({"command": "correct_person", "person": id, "name": "王小明", "id_no": number(1), "reason": "看了身份证"}));
    assert_eq!(town.desk.case(&no).unwrap().parties[0].name, "王晓明");
    let view = town.look(id);
    assert_eq!((view.person.name.as_str(), view.person.birth.is_some()), ("王小明", true));
    assert_eq!(view.appearances[0].name, "王晓明");
    assert_eq!(view.steps[0].what, format!("更正为：姓名 王小明、证件号码 {}（看了身份证）", number(1)));
    assert_eq!((town.found("wangxm"), town.found("王小明"), town.found("王晓明")), (vec![id], vec![id], vec![id]));
    assert_eq!(town.applicant(&json!({"name": "王明", "id_no": number(1)})), id, "known by the corrected number");
    let other = town.applicant(&json!({"name": "张强", "phone": "13900000007"}));
    let taken = json!({"command": "correct_person", "person": other, "id_no": number(1), "reason": "看了身份证"});
    assert_eq!(town.refuses(&taken), "id_of_another_person");
    town.is_sound();
}

#[test]
fn two_entries_that_are_one_person_are_joined_and_parted_without_loss() {
    let mut town = Town::new();
    let one = town.applicant(&json!({"name": "李强", "phone": "13900000001"}));
    let two = town.applicant(&json!({"name": "李强", "phone": "13900000002"}));
    let before = (town.look(one).person, town.look(two).person);
    town.does(&json!({"command": "same_person", "person": two, "other": one, "reason": "本人说明"}));
    assert_eq!(town.look(two).person.id, one, "the card is the other's");
    let joined = town.look(one);
    assert_eq!(
        (joined.person.cases, joined.person.same.as_slice(), joined.appearances.len()),
        (2, [two].as_slice(), 2)
    );
    assert_eq!((town.found("13900000002"), town.found("liqiang")), (vec![one], vec![one]));
    assert_eq!(town.applicant(&json!({"name": "李强", "phone": "13900000002"})), one, "later cases are of the one");
    town.is_sound();
    let same = json!({"command": "same_person", "person": two, "other": one, "reason": "本人说明"});
    assert_eq!(town.refuses(&same), "person_same_already");
    town.does(&json!({"command": "part_person", "person": two, "reason": "是堂兄弟"}));
    let parted = town.look(two).person;
    assert_eq!(crate::domain::person::Person { rev: before.1.rev, ..parted }, before.1);
    assert_eq!(town.look(one).person.phones, ["13900000002", "13900000001"], "its own later case");
    assert_eq!(town.found("13900000002"), vec![two, one]);
    town.is_sound();
}

#[test]
fn a_household_is_seen_from_each_of_its_members() {
    let mut town = Town::new();
    let [mother, son, wife] =
        ["周母", "周子", "孙妻"].map(|name| town.applicant(&json!({"name": name, "phone": "13900000001"})));
    town.does(&json!({"command": "join_household", "person": son, "with": mother, "relation": "子"}));
    town.does(&json!({"command": "join_household", "person": wife, "with": son, "relation": "儿媳"}));
    let names = |town: &Town, id| town.look(id).members.into_iter().map(|it| it.name).collect::<Vec<_>>();
    assert_eq!(names(&town, mother), ["周子", "孙妻"]);
    assert_eq!(names(&town, son), ["周母", "孙妻"]);
    town.is_sound();
    town.does(&json!({"command": "leave_household", "person": son}));
    assert_eq!((names(&town, son), names(&town, mother)), (vec![], vec!["孙妻".to_owned()]));
    town.is_sound();
}

#[test]
fn persons_are_found_masked_by_names_readings_and_numbers() {
    let mut town = Town::new();
    let id = town.applicant(
        &json!({"name": "单雄", "phone": "13912340001", "id_no": number(1), "place": "城关镇东关村三社12号"}),
    );
    for typed in ["单雄", "单", "shan", "sx", "1391234", "0001", &number(1)[..10], "东关村"] {
        assert_eq!(town.found(typed), vec![id], "{typed}");
    }
    assert!(town.found("雄单").is_empty());
    let viewer = Viewer::masked(&wang());
    let line = town.desk.people("单雄", &viewer, 5).unwrap().remove(0);
    assert_eq!(line.phone.as_deref(), Some("139****0001"));
    let view = serde_json::to_string(&town.desk.person(id, &viewer, now()).unwrap()).unwrap();
    assert!(!view.contains("13912340001") && !view.contains(&number(1)) && !view.contains("12号"), "{view}");
}

#[test]
fn the_line_of_a_script_names_the_person_and_no_field_too_many() {
    let mut town = Town::new();
    let id = town.applicant(&json!({"name": "李强", "phone": "13900000001"}));
    assert_eq!(town.refuses(&json!({"command": "add_alias", "alias": "强子"})), "not_understood");
    let more = json!({"command": "correct_person", "person": id, "nmae": "李强", "reason": "试"});
    assert_eq!(town.refuses(&more), "not_understood");
    assert_eq!(town.refuses(&json!({"command": "add_alias", "person": 77, "alias": "强子"})), "unknown_person");
    let receipt = town.does(&json!({"command": "add_alias", "person": id, "alias": "强子"}));
    assert_eq!((receipt.events, receipt.rev), (vec!["alias_added".to_owned()], 1));
    assert_eq!(town.found("强子"), vec![id]);
    let order = Order::from_json(&json!({"command": "add_alias", "person": id, "alias": "阿强"}).to_string()).unwrap();
    assert_eq!(Order::from_json(&order.to_value().unwrap().to_string()).unwrap(), order);
}

#[test]
fn what_a_person_is_called_besides_finds_the_cases_too() {
    let mut town = Town::new();
    let id = town.applicant(&json!({"name": "李强", "phone": "13900000001"}));
    town.applicant(&json!({"name": "王大有", "phone": "13900000002"}));
    let cases = |town: &Town, typed: &str| -> usize {
        let filter = crate::desk::views::Filter { typed: typed.to_owned(), ..Default::default() };
        town.desk.rows(&filter, now()).unwrap().len()
    };
    assert_eq!((cases(&town, "强子"), cases(&town, "李蔷")), (0, 0));
    town.does(&json!({"command": "add_alias", "person": id, "alias": "强子"}));
    town.does(&json!({"command": "correct_person", "person": id, "name": "李蔷", "reason": "登记时写错"}));
    for typed in ["强子", "李蔷", "李强", "强子 李强", "人员:强子", "person:强子"] {
        assert_eq!(cases(&town, typed), 1, "{typed}");
    }
    assert_eq!(cases(&town, &format!("person:{id}")), 1);
    assert_eq!(cases(&town, "强子 王大有"), 0);
}
