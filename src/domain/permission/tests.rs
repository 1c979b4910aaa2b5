use super::*;
use crate::domain::ids::OfficerId;
use crate::domain::rulebook::Rulebook;
use std::fmt::Write as _;

fn officer(unit: Option<&str>, roles: &[Role]) -> Officer {
    Officer {
        id: OfficerId::from("li"),
        name: "李经办".into(),
        unit: unit.map(UnitId::from),
        roles: roles.to_vec(),
        os_user: None,
    }
}

/// Every cell: who may look at what, give which command, do which chore. In the order of `Role::ALL`: duty officer,
/// handler, coordinator, mediator, leader, supervisor, auditor, administrator.
const EXPECTED: &str = "
                              duty hand coor medi lead supe audi admi
see lists                     yes  yes  yes  yes  yes  yes  yes  -
see case                      yes  yes  yes  yes  yes  yes  yes  -
see find                      yes  yes  yes  yes  yes  yes  yes  -
see alerts                    yes  yes  yes  yes  yes  yes  yes  -
see week                      yes  yes  yes  yes  yes  yes  yes  -
see people                    yes  yes  yes  yes  yes  -    yes  -
see directory                 yes  yes  yes  yes  yes  yes  yes  yes
see duty                      yes  yes  yes  yes  yes  yes  yes  yes
see statistics                yes  -    yes  -    yes  yes  yes  -
see access_log                -    -    -    -    -    -    yes  -
reveal                        yes  yes  yes  yes  yes  -    -    -
reveal_person                 yes  yes  yes  yes  yes  -    -    -
register                      yes  -    yes  -    -    -    -    -
register_old                  yes  -    yes  -    -    -    -    -
bring_in                      yes  -    yes  -    -    -    -    -
accept_incoming               yes  -    yes  -    -    -    -    -
dismiss_incoming              yes  -    yes  -    -    -    -    -
amend                         yes  -    yes  -    -    -    -    -
add_party                     yes  -    yes  -    -    -    -    -
correct_party                 yes  -    yes  -    -    -    -    -
attach                        yes  -    yes  -    -    -    -    -
accept                        yes  -    yes  -    -    -    -    -
decline                       yes  -    yes  -    -    -    -    -
withdraw                      yes  -    yes  -    -    -    -    -
reply                         yes  -    yes  -    -    -    -    -
call_back                     yes  -    yes  -    -    -    -    -
close_call_back               yes  -    yes  -    -    -    -    -
archive                       yes  -    yes  -    -    -    -    -
promise                       yes  -    yes  -    -    -    -    -
keep_promise                  yes  -    yes  -    -    -    -    -
assess                        yes  -    yes  -    -    -    -    -
reassess_risk                 yes  -    yes  -    -    -    -    -
enter_step                    yes  -    yes  -    -    -    -    -
dispose                       yes  -    yes  -    -    -    -    -
route                         yes  -    yes  -    -    -    -    -
add_co_handler                yes  -    yes  -    -    -    -    -
transfer                      yes  -    yes  -    -    -    -    -
rule                          yes  -    yes  -    -    -    -    -
convene                       yes  -    yes  -    -    -    -    -
conclude                      yes  -    yes  -    -    -    -    -
verify                        yes  -    yes  -    -    -    -    -
send_back                     yes  -    yes  -    -    -    -    -
resolve                       yes  -    yes  -    -    -    -    -
reopen                        yes  -    yes  -    -    -    -    -
confirm_grade                 -    -    yes  -    yes  -    -    -
link                          yes  -    yes  -    -    -    -    -
unlink                        yes  -    yes  -    -    -    -    -
merge                         yes  -    yes  -    -    -    -    -
unmerge                       yes  -    yes  -    -    -    -    -
instruct                      yes  -    yes  -    yes  -    -    -
receive_visit                 yes  -    yes  -    yes  -    -    -
extend                        yes  -    yes  -    yes  -    -    -
pause                         yes  -    yes  -    yes  -    -    -
resume                        yes  -    yes  -    yes  -    -    -
sign                          yes  yes  yes  -    -    -    -    -
object                        yes  yes  yes  -    -    -    -    -
progress                      yes  yes  yes  -    -    -    -    -
report                        yes  yes  yes  -    -    -    -    -
pass_up                       yes  yes  yes  -    -    -    -    -
settle_at_step                yes  yes  yes  -    -    -    -    -
remind                        yes  -    yes  -    yes  yes  -    -
file_report                   -    -    yes  -    yes  yes  -    -
review_case                   -    -    yes  -    yes  yes  -    -
draw_review                   -    -    yes  -    yes  yes  -    -
draw_evaluation               -    -    yes  -    yes  yes  -    -
answer_evaluation             yes  -    yes  -    -    -    -    -
schedule                      yes  -    yes  yes  -    -    -    -
confirm_session               yes  -    yes  yes  -    -    -    -
reschedule                    yes  -    yes  yes  -    -    -    -
cancel_session                yes  -    yes  yes  -    -    -    -
notify                        yes  -    yes  yes  -    -    -    -
attendance                    yes  -    yes  yes  -    -    -    -
record_session                yes  -    yes  yes  -    -    -    -
conclude_session              yes  -    yes  yes  -    -    -    -
terminate_mediation           yes  -    yes  yes  -    -    -    -
resume_mediation              yes  -    yes  yes  -    -    -    -
recuse                        yes  -    yes  yes  -    -    -    -
perform                       yes  -    yes  yes  -    -    -    -
breach                        yes  -    yes  yes  -    -    -    -
judicial_confirmation         yes  -    yes  yes  -    -    -    -
expire_hold                   yes  -    yes  yes  -    -    -    -
add_paper                     yes  -    yes  yes  -    -    -    -
remove_paper                  yes  -    yes  yes  -    -    -    -
propose_subsidy               yes  -    yes  yes  -    -    -    -
approve_subsidy               -    -    yes  -    yes  -    -    -
refuse_subsidy                -    -    yes  -    yes  -    -    -
pay_subsidies                 -    -    yes  -    yes  -    -    -
publish_result                -    -    yes  -    yes  -    -    -
withhold_result               -    -    yes  -    yes  -    -    -
save_pattern                  -    -    yes  -    yes  -    -    -
remove_pattern                -    -    yes  -    yes  -    -    -
publish_roster                -    -    yes  -    yes  -    -    -
assign_duty                   -    -    yes  -    yes  -    -    -
approve_swap                  -    -    yes  -    yes  -    -    -
ask_swap                      yes  yes  yes  yes  yes  -    -    -
agree_swap                    yes  yes  yes  yes  yes  -    -    -
refuse_swap                   yes  yes  yes  yes  yes  -    -    -
absent                        yes  yes  yes  yes  yes  -    -    -
take_over                     yes  yes  yes  yes  yes  -    -    -
return_early                  yes  yes  yes  yes  yes  -    -    -
set_floor                     yes  yes  yes  yes  yes  -    -    -
log_entry                     yes  yes  yes  yes  yes  -    -    -
hand_over                     yes  yes  yes  yes  yes  -    -    -
ack_late                      yes  yes  yes  yes  yes  -    -    -
settle_item                   yes  yes  yes  yes  yes  -    -    -
issue                         -    -    yes  -    yes  yes  -    -
sign_off_directive            -    -    yes  -    yes  yes  -    -
return_reply                  -    -    yes  -    yes  yes  -    -
close_out                     -    -    yes  -    yes  yes  -    -
extend_directive              -    -    yes  -    yes  yes  -    -
refuse_extension              -    -    yes  -    yes  yes  -    -
withdraw_directive            -    -    yes  -    yes  yes  -    -
receive_directive             yes  yes  yes  -    yes  -    -    -
report_directive              yes  yes  yes  -    yes  -    -    -
reply_directive               yes  yes  yes  -    yes  -    -    -
ask_extension                 yes  yes  yes  -    yes  -    -    -
note                          yes  yes  yes  yes  yes  yes  -    -
acknowledge                   yes  yes  yes  yes  yes  yes  -    -
admit                         yes  yes  yes  yes  yes  yes  -    -
dismiss                       yes  yes  yes  yes  yes  yes  -    -
ask_opening                   yes  yes  yes  yes  yes  yes  -    -
grant_opening                 yes  yes  yes  yes  yes  yes  -    -
look                          yes  yes  yes  yes  yes  yes  -    -
unseal                        yes  yes  yes  yes  yes  yes  -    -
plan_directive                yes  yes  yes  yes  yes  yes  -    -
hold_meeting                  yes  yes  yes  yes  yes  yes  -    -
acknowledge_directive         yes  yes  yes  yes  yes  yes  -    -
seal                          yes  -    yes  -    yes  -    -    -
correct_person                yes  -    yes  -    -    -    -    -
add_alias                     yes  -    yes  -    -    -    -    -
remove_alias                  yes  -    yes  -    -    -    -    -
join_household                yes  -    yes  -    -    -    -    -
leave_household               yes  -    yes  -    -    -    -    -
same_person                   yes  -    yes  -    -    -    -    -
part_person                   yes  -    yes  -    -    -    -    -
do export                     yes  -    yes  -    yes  yes  -    -
do export_all                 yes  -    yes  -    yes  yes  -    -
escalate                      yes  yes  yes  yes  yes  yes  -    yes
found                         -    -    -    -    -    -    -    yes
adopt_rulebook                -    -    -    -    -    -    -    yes
import_calendar               -    -    -    -    -    -    -    yes
save_unit                     -    -    -    -    -    -    -    yes
save_room                     -    -    -    -    -    -    -    yes
save_mediator                 -    -    -    -    -    -    -    yes
save_officer                  -    -    -    -    -    -    -    yes
add_key                       -    -    -    -    -    -    -    yes
remove_key                    -    -    -    -    -    -    -    yes
do set_password               -    -    -    -    -    -    -    yes
do backup                     -    -    -    -    -    -    -    yes
do restore                    -    -    -    -    -    -    -    yes
do verify                     -    -    -    -    -    -    -    yes
do rebuild                    -    -    -    -    -    -    -    yes
do doctor                     -    -    -    -    -    -    -    yes
";

#[test]
fn every_cell_of_the_table_is_as_it_was_agreed() {
    let mut found = String::from("\n                              ");
    let heads: Vec<_> = Role::ALL.iter().map(|role| &role.key()[..4]).collect();
    found.push_str(&heads.join(" "));
    found.push('\n');
    for it in everything() {
        let before = match it.what {
            What::View => "see ",
            What::Command => "",
            What::Chore => "do ",
        };
        write!(found, "{:30}", format!("{before}{}", it.name)).unwrap();
        let cell = |role: &Role| if may(&officer(None, &[*role]), it.right) { "yes" } else { "-" };
        let row: Vec<_> = Role::ALL.iter().map(|role| format!("{:4}", cell(role))).collect();
        writeln!(found, "{}", row.join(" ").trim_end()).unwrap();
    }
    let wrong: Vec<_> = found.lines().filter(|line| !EXPECTED.lines().any(|known| known == *line)).collect();
    let gone: Vec<_> = EXPECTED.lines().filter(|line| !found.lines().any(|known| known == *line)).collect();
    assert!(wrong.is_empty() && gone.is_empty(), "not agreed:\n{}\nagreed:\n{}", wrong.join("\n"), gone.join("\n"));
}

#[test]
fn several_roles_have_the_rights_of_each_and_no_role_has_none() {
    assert!(may(&officer(None, &[Role::Auditor, Role::Leader]), Right::Instruct));
    assert!(may(&officer(None, &[Role::Auditor, Role::Leader]), Right::Audit));
    assert!(Right::ALL.iter().all(|right| !may(&officer(None, &[]), *right)));
    assert!(Right::ALL.iter().all(|right| !roles(*right).is_empty()), "somebody has each right");
}

#[test]
fn a_refusal_names_who_may() {
    let refusal = check(&officer(None, &[Role::Supervisor]), Right::Triage).unwrap_err();
    assert_eq!(refusal.code, "not_permitted");
    let said = crate::words::Lang::ZhCn.speaking(|| crate::words::refusal(&refusal));
    assert_eq!(said, "李经办 不能办理“研判分流审核”：只有值班员、调解统筹可以。");
}

#[test]
fn a_command_is_known_by_its_name() {
    assert_eq!(command_named("add_party"), Some(Right::Intake));
    assert_eq!(command_named("judicial_confirmation"), Some(Right::Mediate));
    assert_eq!(command_named("reveal"), Some(Right::Reveal));
    assert_eq!(command_named("open"), None);
}

fn centre_with(officer: &Officer) -> Centre {
    let rules = Rulebook::builtin("longxi").unwrap();
    let mut centre = Centre::new("陇城".into(), false, rules.clone());
    centre.units = rules.units.clone();
    centre.officers = vec![officer.clone()];
    centre
}

fn signs(unit: Option<&str>, roles: &[Role], whose: &str) -> Result<(), Refusal> {
    let officer = officer(unit, roles);
    check_case(&officer, &centre_with(&officer), &CaseCommand::Sign { unit: UnitId::from(whose) })
}

#[test]
fn a_handler_speaks_for_the_own_unit_only() {
    assert!(signs(Some("rsj"), &[Role::Handler], "rsj").is_ok());
    assert_eq!(signs(Some("mzj"), &[Role::Handler], "rsj").unwrap_err().code, "not_your_unit");
    assert_eq!(signs(None, &[Role::Handler], "rsj").unwrap_err().code, "not_your_unit", "of no unit, for none");
    assert!(signs(None, &[Role::Handler, Role::DutyOfficer], "rsj").is_ok());
    assert_eq!(signs(Some("rsj"), &[Role::Auditor], "rsj").unwrap_err().code, "not_permitted");
}

#[test]
fn a_townships_duty_officer_speaks_for_its_villages_and_for_no_other_unit() {
    let centre = centre_with(&officer(None, &[Role::DutyOfficer]));
    let village = centre.units.iter().find(|unit| unit.parent.is_some()).unwrap();
    let above = village.parent.clone().unwrap();
    let at = Some(above.as_str());
    assert!(signs(at, &[Role::DutyOfficer], village.id.as_str()).is_ok());
    assert!(signs(at, &[Role::Handler], village.id.as_str()).is_err());
    assert_eq!(signs(at, &[Role::DutyOfficer], "rsj").unwrap_err().code, "not_your_unit");
    let of_centre = Some(crate::domain::unit::CENTRE);
    assert!(signs(of_centre, &[Role::Coordinator], "rsj").is_ok(), "the centre's own, though it is a unit too");
}

#[test]
fn a_supervisor_presses_units_and_routes_nothing() {
    let officer = officer(None, &[Role::Supervisor]);
    let (unit, centre) = (UnitId::from("rsj"), centre_with(&officer));
    assert!(check_case(&officer, &centre, &CaseCommand::Remind { unit: unit.clone(), text: "请抓紧".into() }).is_ok());
    let route = CaseCommand::Route { lead: unit, co: vec![], instruction: String::new() };
    assert_eq!(check_case(&officer, &centre, &route).unwrap_err().code, "not_permitted");
}
