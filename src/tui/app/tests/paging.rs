//! Lists longer than what is loaded: one goes on to the very end, and each row comes once.

use super::harness::Bench;

fn bench(cases: usize) -> Bench {
    let mut bench = Bench::new().sized(120, 24);
    let officer = bench.screen.app.officer.id.clone();
    bench.desk.set_durable(false).unwrap();
    for nth in 0..cases {
        let accept = nth % 50 != 7;
        let line = format!(
            r#"{{"command":"register","kind":"inquiry","channel":"phone","accept":{accept},
                "narrative":"问第{nth}件事","parties":[{{"side":"applicant","name":"孙问路"}}]}}"#
        );
        let order = crate::desk::Order::from_json(&line).unwrap();
        let now = bench.now();
        bench.desk.perform(&officer, now, &order).unwrap();
    }
    bench.news(crate::desk::service::News::Changed);
    bench.keys("home");
    bench
}

/// The number under the cursor.
fn current(bench: &Bench) -> String {
    bench.screen.app.wanted.as_ref().expect("a row is loaded").to_string()
}

#[test]
fn one_scrolls_on_to_the_very_end_and_back_and_every_row_comes_once() {
    const CASES: usize = 730;
    let mut bench = bench(CASES);
    let mut down = vec![current(&bench)];
    for _ in 1..CASES {
        bench.keys("down");
        down.push(current(&bench));
    }
    let all: std::collections::BTreeSet<_> = down.iter().collect();
    assert_eq!(all.len(), CASES);
    assert_eq!(down.last().unwrap(), "ZZ2026-00001");
    bench.sees("730/730");
    let mut up = vec![current(&bench)];
    for _ in 1..CASES {
        bench.keys("up");
        up.push(current(&bench));
    }
    up.reverse();
    assert_eq!(up, down);
    bench.sees("1/730");
}

#[test]
fn the_end_is_one_key_away_and_what_comes_in_meanwhile_moves_nothing() {
    let mut bench = bench(650);
    bench.keys("end").sees("650/650");
    assert_eq!(current(&bench), "ZZ2026-00001");
    bench.keys("up up pageup");
    let here = current(&bench);
    bench.order(
        r#"{"command":"register","kind":"inquiry","channel":"phone","accept":true,
            "narrative":"又一件","parties":[{"side":"applicant","name":"孙问路"}]}"#,
    );
    assert_eq!(current(&bench), here);
    bench.sees("/651");
    bench.keys("home").sees("1/651");
    bench.keys("pagedown pagedown pagedown pagedown pagedown pagedown pagedown pagedown");
    bench.keys("end up").sees("650/651");
}
