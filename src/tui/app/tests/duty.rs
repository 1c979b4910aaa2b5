//! Pane 5 worked by keys: patterns, publishing with its gaps named, a change, the floor.

use super::harness::Bench;
use crate::words::Lang;

fn bench() -> Bench {
    let mut bench = Bench::new();
    for (post, teams) in [("window", r#"[["wang"]]"#), ("leader", r#"[["wang"]]"#), ("cadre", r#"[["wang"]]"#)] {
        let start = bench.now().date_naive();
        bench.order(&format!(
            r#"{{"command":"save_pattern","pattern":{{"id":"{post}","post":"{post}","teams":{teams},"advance":"day","start":"{start}"}}}}"#
        ));
    }
    bench.keys("5");
    bench
}

#[test]
fn the_week_shows_posts_and_days_with_gaps_by_sign_and_word() {
    let mut bench = bench();
    bench.sees("[值班表]").sees("缺人").sees("窗口值班").sees("在岗单位").sees("还没有发布过");
    insta::assert_snapshot!("roster_80x24", bench.shown());
    bench.size = (120, 36);
    insta::assert_snapshot!("roster_120x36", bench.shown());
    bench.size = (80, 24);
    insta::assert_snapshot!("roster_en_80x24", Lang::En.speaking(|| bench.shown()));
}

#[test]
fn publishing_names_every_gap_and_a_unit_is_marked_on_the_floor() {
    let mut bench = bench();
    bench.keys("f6").sees("发布值班表").keys("ctrl-s").sees("为什么不行").keys("esc esc");
    bench.keys("f3").pick("单位", "卫生健康").keys("ctrl-s").sees("已到");
    bench.keys("down right left up").keys("f4");
    assert!(bench.message().contains("还没有发布"), "{}", bench.message());
}
