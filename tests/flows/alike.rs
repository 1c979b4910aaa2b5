//! The duplicate and repeat-visit check on the labelled set that `cargo bench --bench alike` reports on.

#[allow(dead_code, reason = "the bench prints more than is asserted here")]
#[path = "../../benches/alike/measure.rs"]
mod measure;
#[path = "../../benches/alike/pairs.rs"]
mod pairs;

#[test]
fn most_of_what_comes_again_is_found_and_little_else_is_taken_for_it() {
    let measured = measure::measure(&pairs::labelled(250, 8, 7));
    let (recall, precision) = measured.strong();
    assert!(recall >= 950, "{measured}");
    assert!(precision >= 900, "{measured}");
    assert!(measured.series() >= 900, "{measured}");
}
