use super::*;

fn somebody(side: Side, name: &str, phone: &str, place: &str) -> Somebody {
    Somebody { side: Some(side), name: name.into(), phone: phone.into(), place: place.into(), ..Somebody::default() }
}

const WALL: &str = "邻居翻修院墙时多占宅基地约三十公分，滴水落在我家后墙根，墙体返潮开裂";

fn wall(applicant: &str, phone: &str, place: &str, respondent: &str, narrative: &str) -> Matter {
    Matter {
        people: vec![
            somebody(Side::Applicant, applicant, phone, place),
            somebody(Side::Respondent, respondent, "", "文苑镇柳林村"),
        ],
        narrative: narrative.into(),
        place: "文苑镇柳林村".into(),
    }
}

fn judged(ours: &Matter, earlier: &Matter) -> Option<(Verdict, Vec<ReasonKind>)> {
    let likeness = Probe::new(ours).compare(earlier)?;
    Some((likeness.verdict, likeness.reasons.iter().map(|reason| reason.kind).collect()))
}

fn earlier() -> Matter {
    wall("王小明", "13900000001", "文苑镇柳林村三社12号", "张强", WALL)
}

#[test]
fn the_same_applicant_with_the_same_matter_is_a_repeat_visit_even_under_a_homophone_and_another_phone() {
    let again = wall("王晓明", "13900000077", "柳林村3社12号", "张强", "隔壁张强盖墙侵占我家庄基，墙体返潮");
    let (verdict, reasons) = judged(&again, &earlier()).unwrap();
    assert_eq!(verdict, Verdict::RepeatVisit, "{reasons:?}");
    for kind in
        [ReasonKind::NearName, ReasonKind::SameHousehold, ReasonKind::SameOpponent, ReasonKind::SimilarNarrative]
    {
        assert!(reasons.contains(&kind), "{kind} {reasons:?}");
    }
}

#[test]
fn the_other_side_and_another_of_the_family_bring_the_same_matter() {
    let other_side =
        wall("张强", "13900000002", "文苑镇柳林村", "王小明", "我修院墙，邻居说占了他家宅基地，滴水也有意见");
    let (verdict, reasons) = judged(&other_side, &earlier()).unwrap();
    assert_eq!(verdict, Verdict::SameMatter);
    assert!(reasons.contains(&ReasonKind::SwappedSides), "{reasons:?}");
    let wife = wall("李秀英", "13900000001", "文苑镇柳林村三社12号", "张强", WALL);
    let (verdict, reasons) = judged(&wife, &earlier()).unwrap();
    assert_eq!(verdict, Verdict::SameMatter);
    assert!(reasons.contains(&ReasonKind::SameHousehold), "{reasons:?}");
}

#[test]
fn another_village_another_matter_and_another_person_are_not_the_same() {
    let namesake = wall("王小明", "13900000009", "城关镇东街社区", "李四", "楼下火锅店油烟扰民，晚上睡不着觉");
    assert_eq!(judged(&namesake, &earlier()), None, "a namesake in another village");
    let else_matter =
        wall("王小明", "13900000001", "文苑镇柳林村三社12号", "赵六", "借给赵六三万元，打了借条，到期不还");
    assert_eq!(judged(&else_matter, &earlier()).unwrap().0, Verdict::BeenHere);
    let stranger = wall("孙七", "", "文苑镇柳林村", "周八", WALL);
    assert_eq!(judged(&stranger, &earlier()), None, "the same words about other people");
}

#[test]
fn several_against_one_firm_about_the_like_are_a_series_and_about_something_else_are_not() {
    let firm = |applicant: &str, narrative: &str, name: &str| {
        let mut matter = wall(applicant, "", "城关镇东街社区", name, narrative);
        matter.people[1].is_organisation = true;
        matter
    };
    let first =
        firm("王小明", "在锦绣苑买的房交房延期八个月，没有给违约金，找售楼部推脱", "陇城县广厦房地产开发有限公司");
    let second = firm("李四", "锦绣苑的房子延期交房快八个月，违约金一直不赔", "广厦房地产开发公司");
    let third = firm("周八", "售楼部招保洁员干了三个月，工资一分没有结清", "广厦房地产开发公司");
    assert_eq!(judged(&second, &first).unwrap().0, Verdict::Series);
    assert_eq!(judged(&third, &first), None);
}

#[test]
fn two_different_identity_numbers_are_two_people_whatever_they_are_called() {
    let (mut ours, mut theirs) = (earlier(), earlier());
    ours.people[0].id_no = "629921196503020015".into();
    theirs.people[0].id_no = "629921197812040032".into();
    for matter in [&mut ours, &mut theirs] {
        let body = matter.people[0].id_no[..17].to_owned();
        matter.people[0].id_no = format!("{body}{}", crate::domain::idno::check_digit(&body));
        matter.people[0].phone.clear();
        matter.people[0].place = "文苑镇柳林村".into();
    }
    assert_ne!(judged(&ours, &theirs).map(|it| it.0), Some(Verdict::RepeatVisit));
}

#[test]
fn a_name_alone_shows_who_has_been_here() {
    let typed = Matter { people: vec![somebody(Side::Applicant, "王晓明", "", "")], ..Matter::default() };
    let (verdict, reasons) = judged(&typed, &earlier()).unwrap();
    assert_eq!((verdict, reasons), (Verdict::BeenHere, vec![ReasonKind::NearName]));
}
