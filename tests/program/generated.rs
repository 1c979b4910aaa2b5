//! Documents made from the program: a test says when one no longer tells the truth.
//!
//! `YICHUANG_BLESS=1 cargo test` writes them anew.

use crate::source::root;
use std::fmt::Write;
use yichuang::domain::case::transitions::{TRANSITIONS, diagram};
use yichuang::domain::figures::{Hundred, Measure, ServiceStep};
use yichuang::domain::permission::{self, Right, What};
use yichuang::domain::vocabulary::{Role, Stage};
use yichuang::paper::fields::{FIELDS, Kind, name_of};
use yichuang::paper::form::Form;
use yichuang::words::{Lang, term};

/// Compares a document with what the program says today, or writes it when asked to.
pub fn keep(path: &str, text: &str) {
    let file = root().join(path);
    if std::env::var_os("YICHUANG_BLESS").is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for the document");
        std::fs::write(&file, text).expect("the document is written");
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == text, "{path} is no longer true; YICHUANG_BLESS=1 cargo test writes it anew");
}

/// The life of a case as a document, in both languages.
fn lifecycle() -> String {
    let both = |area: &str, key: &str| {
        let (chinese, english) = (Lang::ZhCn.speaking(|| term(area, key)), Lang::En.speaking(|| term(area, key)));
        format!("{chinese} {english}")
    };
    let mut out = String::from(
        "# The life of a case · 事项的一生\n\n\
         Made from the table in `src/domain/case/transitions.rs`, which is also what refuses a move: \
         whatever is not in it cannot be done. Do not edit; `YICHUANG_BLESS=1 cargo test --test program` writes it anew.\n\n\
         ```mermaid\n",
    );
    out.push_str(&diagram(both));
    out.push_str("```\n\nMoves that leave the case where it stands are in the table only.\n\n");
    out.push_str("| move · 动作 | from · 可从 | to · 到 |\n|---|---|---|\n");
    for row in TRANSITIONS {
        let from: Vec<_> = row.from.iter().map(|stage| both(Stage::AREA, stage.key())).collect();
        let from = if from.is_empty() { "–".to_owned() } else { from.join(", ") };
        let to = row.to.map_or_else(|| "=".to_owned(), |stage| both(Stage::AREA, stage.key()));
        writeln!(out, "| {} | {from} | {to} |", both("action", row.action.key())).expect("a text takes it");
    }
    out
}

#[test]
fn what_a_hook_is_given_has_a_schema() {
    let schema = yichuang::desk::Alarm::schema();
    keep("docs/alarm.schema.json", &format!("{schema:#}\n"));
    let table = std::fs::read_to_string(root().join("docs/deployment.md")).expect("the guide");
    for key in schema["properties"].as_object().expect("keys").keys() {
        assert!(table.contains(&format!("`{key}`")), "{key} is not described in docs/deployment.md");
    }
}

#[test]
fn the_life_of_a_case_is_drawn_from_the_table() {
    keep("docs/lifecycle.md", &lifecycle());
}

/// The papers and the fields they can name, as the end of the guide to them.
fn forms() -> String {
    const MARK: &str = "<!-- Below:";
    let chinese = |key: &str| Lang::ZhCn.speaking(|| term("form_about", key));
    let guide = std::fs::read_to_string(root().join("docs/forms.md")).expect("the guide");
    let (by_hand, below) = guide.split_once(MARK).expect("the mark");
    let mut out = format!("{by_hand}{MARK}{}", below.split_inclusive('\n').next().unwrap_or_default());
    out.push_str("\n## The papers · 有哪些文书\n\n| name · 英文名 | title · 标题 | about · 针对 | required · 必须有 |\n|---|---|---|---|\n");
    for form in Form::carried() {
        let required = form.required.join("、");
        let about = format!("{} {}", chinese(form.about.key()), form.about.key());
        writeln!(out, "| `{}` | {} | {about} | {required} |", form.name, form.title).expect("room");
    }
    out.push_str("\n## The fields · 字段\n\n| 中文名 | key | kind · 种类 |\n|---|---|---|\n");
    for (key, kind) in FIELDS {
        let kind = match kind {
            Kind::Text => "text 文字",
            Kind::Day => "day 日期",
            Kind::List => "list 名单",
            Kind::Flag => "yes or no 是否，只用于 `{{#…}}` `{{^…}}`",
        };
        writeln!(out, "| {} | `{key}` | {kind} |", name_of(key)).expect("room");
    }
    out
}

#[test]
fn the_papers_and_their_fields_are_listed() {
    keep("docs/forms.md", &forms());
}

/// Who may do and see what, as a document in both languages: rights and roles, and what each right covers.
fn rights() -> String {
    let both = |area: &str, key: &str| {
        let [chinese, english] = [Lang::ZhCn, Lang::En].map(|lang| lang.speaking(|| term(area, key)));
        format!("{chinese} {english}")
    };
    let mut out = String::from(
        "# Who may do and see what · 权限表\n\n\
         Made from the table in `src/domain/permission/table.rs`, which is also what refuses. An officer with several \
         roles has the rights of all of them; which cases an officer sees at all is another question, and a unit's \
         people act for their own unit only. Do not edit; `YICHUANG_BLESS=1 cargo test --test program` writes it anew.\n\n",
    );
    let heads: Vec<_> = Role::ALL.iter().map(|role| both(Role::AREA, role.key())).collect();
    writeln!(out, "| right · 权限 | {} |\n|---|{}", heads.join(" | "), ":-:|".repeat(heads.len())).expect("room");
    for (right, roles) in permission::RIGHTS {
        let cells: Vec<_> = Role::ALL.iter().map(|role| if roles.contains(role) { "✓" } else { "" }).collect();
        writeln!(out, "| {} | {} |", both(Right::AREA, right.key()), cells.join(" | ")).expect("room");
    }
    out.push_str("\n## What each right covers · 权限所含\n\n| right · 权限 | views · 查看 | commands and chores · 命令与事务 |\n|---|---|---|\n");
    for (right, _) in permission::RIGHTS {
        let named = |wanted: fn(What) -> bool| {
            let mine = permission::everything().into_iter().filter(|it| it.right == *right && wanted(it.what));
            mine.map(|it| format!("`{}`", it.name)).collect::<Vec<_>>().join(" ")
        };
        let (views, doings) = (named(|what| what == What::View), named(|what| what != What::View));
        writeln!(out, "| {} | {views} | {doings} |", both(Right::AREA, right.key())).expect("room");
    }
    out
}

/// How everything is counted, as a document in both languages.
fn figures() -> String {
    use yichuang::words::{exists, say};
    let both = |key: &str| [Lang::ZhCn, Lang::En].map(|lang| lang.speaking(|| say(key)));
    let mut out = String::from(
        "# How figures are counted · 口径\n\n\
         Made from the words that stand under every report. Every figure keeps the cases behind it, and a rate what it is \
         a part of. What is handled as part of another case 并案 is counted where it was written down, and done once. Do \
         not edit; `YICHUANG_BLESS=1 cargo test --test program` writes it anew.\n",
    );
    let mut table = |title: &str, rows: &[(String, String)]| {
        let [chinese, english] = both(title);
        write!(out, "\n## {chinese} {english}\n\n| figure · 指标 | how it is counted · 口径 |\n|---|---|\n")
            .expect("room");
        for (name, means) in rows {
            let ([name, name_en], [means, means_en]) = (both(name), both(means));
            writeln!(out, "| {name}<br>{name_en} | {means}<br>{means_en} |").expect("room");
        }
    };
    let measures: Vec<_> =
        Measure::ALL.iter().map(|it| (format!("term.measure.{it}"), format!("figures.means.{it}"))).collect();
    table("figures.page.totals", &measures);
    let hundred: Vec<_> = Hundred::ALL
        .iter()
        .map(|it| (format!("term.hundred.{it}"), format!("figures.means.{}", it.measure())))
        .collect();
    table("figures.page.hundred", &hundred);
    let errands: Vec<_> = ServiceStep::ALL
        .iter()
        .map(|it| (format!("term.service_step.{it}"), format!("figures.means.step_{it}")))
        .collect();
    table("figures.page.errands", &errands);
    let screening: Vec<_> = ["found", "taken_up", "taken_up_rate", "settled", "settled_rate"]
        .map(|it| (format!("figures.screening.{it}"), format!("figures.means.screening_{it}")))
        .to_vec();
    table("figures.page.screening", &screening);
    for (page, columns) in [
        ("bulletin", "assigned on_time late open done_rate on_time_rate dissatisfied dissatisfied_rate"),
        ("mediation", "all parties agreed major amount applied own_accord entrusted oral written"),
    ] {
        let rows: Vec<_> = columns
            .split(' ')
            .map(|it| (format!("figures.column.{it}"), format!("figures.means.{page}_{it}")))
            .collect();
        assert!(rows.iter().all(|(name, means)| exists(name, Lang::En) && exists(means, Lang::En)));
        table(&format!("figures.page.{page}"), &rows);
    }
    out
}

#[test]
fn how_figures_are_counted_is_told_from_the_words_under_them() {
    keep("docs/figures.md", &figures());
}

#[test]
fn who_may_do_what_is_told_from_the_table_of_rights() {
    keep("docs/rights.md", &rights());
}

#[test]
fn every_command_of_do_stands_in_the_table_of_rights() {
    for name in yichuang::desk::command_names() {
        assert!(permission::command_named(name).is_some(), "{name}");
    }
}

#[test]
fn the_keys_are_told_from_the_table_of_commands() {
    keep("docs/keys.md", &yichuang::tui::commands::reference(yichuang::tui::app::table()));
}
