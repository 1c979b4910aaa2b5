//! The directory of persons from the command line.

use super::bench::Bench;

fn registered(bench: &Bench, text: &str) -> i64 {
    let no = bench.run(&["take", text, "--json"]).ends(0).json()["no"].as_str().unwrap().to_owned();
    bench.run(&["show", &no, "--json"]).ends(0).json()["persons"][0]["person"].as_i64().unwrap()
}

#[test]
fn a_person_is_found_shown_masked_and_put_right() {
    let bench = Bench::new();
    let id = registered(&bench, "张三 13900000001 柳林村 老板李四拖欠工资").to_string();
    assert_eq!(registered(&bench, "张三 13900000001 柳林村 邻居王五占道").to_string(), id);
    let found = bench.run(&["person", "find", "zs"]).ends(0);
    assert!(found.out.contains("张三") && found.out.contains("139****0001") && !found.out.contains("13900000001"));
    let shown = bench.run(&["person", "show", &id, "--json"]).ends(0).json();
    assert_eq!(shown["appearances"].as_array().unwrap().len(), 2);
    assert_eq!(shown["appearances"][0]["capacity"], "applicant");
    assert_eq!(shown["phones"][0], "139****0001");
    let card = bench.run(&["person", "show", &id]).ends(0).out;
    assert!(card.contains("ZZ2026-00001") && card.contains("申请人"), "{card}");
    bench.run(&["person", "correct", &id, "--phone", "13900000002", "--reason", "换号了"]).ends(0);
    bench.run(&["person", "correct", &id, "--phone", "12", "--reason", "换号了"]).ends(1);
    bench.run(&["person", "alias", &id, "三娃"]).ends(0);
    let shown = bench.run(&["person", "show", &id, "--reveal", "--json"]).ends(0).json();
    assert_eq!(shown["phones"][0], "13900000002");
    assert_eq!(shown["aliases"][0], "三娃");
    let kinds: Vec<_> = shown["steps"].as_array().unwrap().iter().map(|step| step["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"person_revealed"), "{kinds:?}");
    bench.run(&["person", "alias", &id, "三娃", "--remove"]).ends(0);
    assert!(bench.run(&["person", "find", "没有这人", "--json"]).ends(0).json().as_array().unwrap().is_empty());
    assert_eq!(bench.run(&["person", "show", "999", "--json"]).ends(1).error()["kind"], "unknown_person");
    bench.run(&["verify"]).ends(0);
}

#[test]
fn the_day_of_birth_does_not_tell_what_the_mask_of_the_number_covers() {
    let bench = Bench::new();
    let register = r#"{"command":"register","kind":"dispute","channel":"walk_in","narrative":"占道","parties":[{"side":"applicant","name":"张三","id_no":"110101199003070011"}]}"#;
    bench.script(register).ends(0);
    let masked = [&["person", "find", "张三"][..], &["person", "show", "1"], &["show", "1"], &["find", "张三"]];
    for args in masked {
        for json in [&["--json"][..], &[]] {
            let said = bench.run(&[args, json].concat()).ends(0).out;
            assert!(!said.contains("19900307") && !said.contains("1990-03-07"), "{args:?} {said}");
        }
    }
    assert_eq!(bench.run(&["person", "show", "1", "--json"]).ends(0).json()["born"], "1990");
    let revealed = bench.run(&["person", "show", "1", "--reveal", "--json"]).ends(0).json();
    assert_eq!((&revealed["born"], &revealed["id_no"]), (&"1990-03-07".into(), &"110101199003070011".into()));
}

#[test]
fn households_and_people_entered_twice() {
    let bench = Bench::new();
    let one = registered(&bench, "张三 13900000001 柳林村 老板李四拖欠工资").to_string();
    let two = registered(&bench, "张三 13900000003 柳林村 老板李四拖欠工资").to_string();
    let wife = registered(&bench, "赵梅 13900000004 柳林村 邻居占道").to_string();
    bench.run(&["person", "household", &wife, "--with", &one, "--relation", "配偶"]).ends(0);
    assert!(bench.run(&["person", "show", &one]).ends(0).out.contains("赵梅"));
    bench.run(&["person", "same", &two, &one, "--reason", "本人说明"]).ends(0);
    assert_eq!(bench.run(&["person", "show", &two, "--json"]).ends(0).json()["id"].to_string(), one);
    bench.run(&["person", "part", &two, "--reason", "弄错了"]).ends(0);
    assert_eq!(bench.run(&["person", "show", &two, "--json"]).ends(0).json()["id"].to_string(), two);
    let herself = bench.run(&["person", "household", &wife, "--with", &wife, "--json"]).ends(1);
    assert_eq!(herself.error()["kind"], "household_already");
    bench.run(&["person", "household", &wife, "--leave"]).ends(0);
    bench.run(&["person", "household", &wife]).ends(2);
    bench.run(&["rebuild"]).ends(0);
    bench.run(&["verify"]).ends(0);
}
