//! Commands that come over SSH: read as our own command line, by us and by no shell, and let in by a table.
//!
//! A line of `authorized_keys` forces `yichuang --db … --as-key …`; what the officer typed behind `ssh desk` lies
//! in `SSH_ORIGINAL_COMMAND` and can choose a command, never the file, the officer, or a path on the host.

use super::args::{
    BookVerb, CalendarVerb, Cli, EvaluationAnswerForm, EvaluationVerb, ExportForm, FiguresForm, FiguresPeriod, Global,
    MediatorVerb, OfficerVerb, PeaceForm, PersonVerb, PublishVerb, ReportVerb, ReviewVerb, RoomVerb, RulebookVerb,
    SealedVerb, ShiftVerb, SubsidyVerb, UnitVerb, Verb,
};
use super::case_file::CaseFileForm;
use super::directive::DirectiveVerb;
use super::duty::RosterVerb;
use super::fail::Fail;
use super::incoming::IncomingVerb;
use super::print::FormVerb;
use super::sheet::Takeout;
use super::{App, carry_out, help, parse};
use crate::domain::access::AccessEvent;
use crate::domain::rulebook::BUILTIN;
use crate::domain::time::Moment;
use crate::text::{cut, sanitise_line};
use clap::error::ErrorKind;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What `sshd` puts the officer's words into.
const TYPED: &str = "SSH_ORIGINAL_COMMAND";

/// How much of a word that is no command of ours goes on record, in cells.
const LONGEST: usize = 40;

/// How a command may come over SSH.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// It only looks.
    Looks,
    /// It writes, so that the key it came with is in the log too.
    Writes,
    /// It does not, for this reason: a key under `cli.error`.
    Closed(&'static str),
}

/// What belongs to whoever keeps the host: the file, its copies, the keys.
const HOST: Way = Way::Closed("remote_host_only");

/// What would read or write a file on the host.
const FILE: Way = Way::Closed("remote_file");

/// The table: how each command may come over SSH. A new command does not compile until it stands here.
pub(super) fn way(verb: &Verb) -> Way {
    match verb {
        Verb::Find { .. }
        | Verb::Show { .. }
        | Verb::Due { .. }
        | Verb::Today
        | Verb::Duty { .. }
        | Verb::Roster(RosterVerb::Show { .. } | RosterVerb::Publish { dry_run: true, .. })
        | Verb::Workdays { .. }
        | Verb::Calendar(CalendarVerb::Show { .. })
        | Verb::Audit { .. }
        | Verb::Checks { .. }
        | Verb::Form(FormVerb::List { .. })
        | Verb::CaseFile(CaseFileForm { print: false, .. })
        | Verb::Standing(_)
        | Verb::LongPending
        | Verb::Figures(FiguresForm { period: FiguresPeriod { csv: false, out: None, .. }, .. })
        | Verb::Peace(PeaceForm { period: FiguresPeriod { csv: false, out: None, .. }, .. })
        | Verb::Shift(ShiftVerb::Show { .. } | ShiftVerb::List | ShiftVerb::Sheet { .. })
        | Verb::Leader { .. }
        | Verb::Review(ReviewVerb::Show { .. })
        | Verb::CallBacks(_)
        | Verb::LookupPublic(_)
        | Verb::Publish(PublishVerb::List | PublishVerb::Preview { .. })
        | Verb::Evaluation(EvaluationVerb::List | EvaluationVerb::Show { .. })
        | Verb::Subsidy(SubsidyVerb::Check { .. } | SubsidyVerb::List { .. })
        | Verb::Verify
        | Verb::Completions { .. }
        | Verb::Man { out: None }
        | Verb::Take { dry_run: true, .. }
        | Verb::Do { schema: true, .. }
        | Verb::Unit(UnitVerb::List | UnitVerb::Show { .. })
        | Verb::Room(RoomVerb::List | RoomVerb::Show { .. })
        | Verb::Mediator(MediatorVerb::List | MediatorVerb::Show { .. })
        | Verb::Officer(OfficerVerb::List | OfficerVerb::Show { .. } | OfficerVerb::Rights { .. })
        | Verb::Book(BookVerb::List { .. } | BookVerb::Show { .. })
        | Verb::Sealed(SealedVerb::List)
        | Verb::Incoming(IncomingVerb::List { .. } | IncomingVerb::Show { .. })
        | Verb::Directive(DirectiveVerb::List { .. } | DirectiveVerb::Show { .. })
        | Verb::Person(PersonVerb::Find { .. } | PersonVerb::Show { reveal: false, .. }) => Way::Looks,
        Verb::Export(ExportForm { takeout: Takeout { out: Some(_), .. }, .. })
        | Verb::Report(ReportVerb::Show { out: Some(_), .. })
        | Verb::Print(_)
        | Verb::Form(_)
        | Verb::CaseFile(CaseFileForm { print: true, .. }) => FILE,
        Verb::Report(verb) => match verb.form() {
            Some(form) if form.out.is_some() => FILE,
            Some(form) if form.file || form.csv => Way::Writes,
            None if matches!(verb, ReportVerb::Show { csv: true, .. }) => Way::Writes,
            _ => Way::Looks,
        },
        Verb::Figures(FiguresForm { period: FiguresPeriod { out: None, .. }, .. })
        | Verb::Peace(PeaceForm { period: FiguresPeriod { out: None, .. }, .. })
        | Verb::Take { .. }
        | Verb::Book(_)
        | Verb::Link { .. }
        | Verb::Merge { .. }
        | Verb::Unmerge { .. }
        | Verb::Unit(_)
        | Verb::Room(_)
        | Verb::Mediator(_)
        | Verb::Officer(_)
        | Verb::Person(_)
        | Verb::Sealed(_)
        | Verb::Directive(_)
        | Verb::Shift(_)
        | Verb::Review(_)
        | Verb::Publish(PublishVerb::Result { .. } | PublishVerb::Withhold { .. })
        | Verb::Evaluation(EvaluationVerb::Draw(_) | EvaluationVerb::Answer(EvaluationAnswerForm { from: None, .. }))
        | Verb::Subsidy(
            SubsidyVerb::Propose { .. }
            | SubsidyVerb::Approve { .. }
            | SubsidyVerb::Refuse { .. }
            | SubsidyVerb::Pay { .. }
            | SubsidyVerb::Sheet { out: None, .. },
        )
        | Verb::Roster(_)
        | Verb::Export(_)
        | Verb::Incoming(IncomingVerb::Accept { .. } | IncomingVerb::Dismiss { .. })
        | Verb::Escalate => Way::Writes,
        Verb::Do { file, .. } if is_input(file.as_ref()) => Way::Writes,
        Verb::Rulebook(RulebookVerb::Show { name }) if carried(name.as_deref()) => Way::Looks,
        Verb::Do { .. }
        | Verb::Rulebook(_)
        | Verb::Figures(_)
        | Verb::Peace(_)
        | Verb::Import(_)
        | Verb::Incoming(IncomingVerb::Bring { .. })
        | Verb::Calendar(CalendarVerb::Import { .. })
        | Verb::Evaluation(EvaluationVerb::Answer(_))
        | Verb::Publish(PublishVerb::Out { .. })
        | Verb::Subsidy(SubsidyVerb::Sheet { .. })
        | Verb::Man { out: Some(_) } => FILE,
        Verb::Init(_)
        | Verb::Demo(_)
        | Verb::Rebuild
        | Verb::Backup { .. }
        | Verb::Restore { .. }
        | Verb::Encrypt { .. }
        | Verb::Decrypt { .. }
        | Verb::Key(_)
        | Verb::Doctor(_)
        | Verb::Watch(_)
        | Verb::SshKey(_) => HOST,
    }
}

fn is_input(file: Option<&PathBuf>) -> bool {
    file.is_none_or(|file| file == Path::new("-"))
}

fn carried(name: Option<&str>) -> bool {
    name.is_none_or(|name| BUILTIN.iter().any(|(known, _)| *known == name))
}

/// Runs what an officer typed behind `ssh desk`, as far as it may come that way; nothing typed asks for the full
/// screen.
pub(super) fn run(forced: Global, clock: &dyn Fn() -> Moment) -> u8 {
    let words = match typed() {
        Ok(words) => words,
        Err(fail) => return turn_away(&App::new(forced, clock), "", &fail),
    };
    let args: Vec<OsString> = std::iter::once("yichuang".into()).chain(words.iter().map(Into::into)).collect();
    let (first, json) = (words.first().map_or("", String::as_str), words.iter().any(|word| word == "--json"));
    let mut global = forced.clone();
    global.json |= json;
    let app = App::new(global, clock);
    match parse(&args) {
        Ok(cli) => match admit(&forced, cli) {
            Ok(cli) => carry_out(cli, clock),
            Err(fail) => turn_away(&app, first, &fail),
        },
        // Whoever may not come in at all learns nothing of what there is.
        Err(error) => match app.desk() {
            Err(fail) => turn_away(&app, first, &fail),
            // Not only a slip of the pen: a copying program or a shell asks so too.
            Ok(_) if error.kind() == ErrorKind::InvalidSubcommand => {
                turn_away(&app, first, &Fail::usage("remote_no_command", &[("command", first)]))
            }
            Ok(_) => help::answer(&error, &args),
        },
    }
}

/// Returns what the officer typed, in words.
fn typed() -> Result<Vec<String>, Fail> {
    let Some(raw) = std::env::var_os(TYPED) else { return Ok(Vec::new()) };
    let text = raw.into_string().map_err(|_| Fail::usage("remote_not_utf8", &[]))?;
    split(&text).map_err(|kind| Fail::usage(kind, &[]))
}

/// Says why somebody is turned away, and puts it on record where it is known who it was.
fn turn_away(app: &App<'_>, what: &str, fail: &Fail) -> u8 {
    if let Ok(mut session) = app.session() {
        // The first word only: what stands behind it may be about people.
        let what = cut(&sanitise_line(what), LONGEST);
        let why = fail.kind().unwrap_or_default().to_owned();
        if let Err(error) = session.record(app, &AccessEvent::Refused { what, no: None, person: None, why }) {
            tracing::warn!(?error, "a refusal could not be put on record");
        }
    }
    fail.report(&app.out);
    fail.exit_code()
}

/// Puts what the key decides over what the officer typed, or says why that may not come this way.
pub(super) fn admit(forced: &Global, typed: Cli) -> Result<Cli, Fail> {
    let wanted = &typed.global;
    let fixed = [
        ("--db", wanted.db.is_some()),
        ("--as", wanted.officer.is_some()),
        ("--as-key", wanted.as_key.is_some()),
        ("--now", wanted.now.is_some()),
    ];
    if let Some((option, _)) = fixed.iter().find(|(_, given)| *given) {
        return Err(Fail::not_permitted("remote_option", &[("option", option)]));
    }
    if let Some(Way::Closed(reason)) = typed.verb.as_ref().map(way) {
        return Err(Fail::not_permitted(reason, &[]));
    }
    let mut cli = typed;
    cli.global.db.clone_from(&forced.db);
    cli.global.as_key.clone_from(&forced.as_key);
    cli.global.now = forced.now;
    cli.global.lang = cli.global.lang.or(forced.lang);
    cli.global.json |= forced.json;
    Ok(cli)
}

/// Splits a command line into words as a shell would, and does nothing else that a shell does: quotes keep blanks
/// together, a backslash takes the next character as it is; `;`, `|`, `&`, `$`, backticks, `*` and the like are
/// characters among others.
///
/// # Errors
/// A quote left open or a backslash with nothing behind it; a line break or another control character.
pub(super) fn split(text: &str) -> Result<Vec<String>, &'static str> {
    if text.chars().any(|c| c.is_control() && c != '\t') {
        return Err("remote_control");
    }
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' => words.extend(word.take()),
            '\\' => word.get_or_insert_default().push(chars.next().ok_or("remote_quote")?),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().ok_or("remote_quote")? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().ok_or("remote_quote")? {
                        '"' => break,
                        '\\' => match chars.next().ok_or("remote_quote")? {
                            c @ ('"' | '\\' | '$' | '`') => word.push(c),
                            c => word.extend(['\\', c]),
                        },
                        c => word.push(c),
                    }
                }
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

/// Quotes a word so that a shell, and [`split`], take it as it is.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+:=@,%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use proptest::prelude::*;

    fn forced() -> Global {
        Cli::try_parse_from(["yichuang", "--db", "/srv/desk.db", "--as-key", "SHA256:abc"]).unwrap().global
    }

    fn comes(line: &str) -> Result<Cli, Option<String>> {
        let words = split(line).map_err(|kind| Some(kind.to_owned()))?;
        let typed = Cli::try_parse_from(std::iter::once("yichuang".to_owned()).chain(words)).map_err(|_| None)?;
        admit(&forced(), typed).map_err(|fail| fail.kind().map(str::to_owned))
    }

    fn refused(line: &str) -> Option<String> {
        comes(line).unwrap_err()
    }

    #[test]
    fn words_are_split_as_a_shell_splits_them_and_nothing_more() {
        for (line, words) in [
            ("find 张三", &["find", "张三"][..]),
            ("  find\t'张 三' \"李 \\\"四\\\"\" ", &["find", "张 三", "李 \"四\""]),
            (r"a\ b '' c'd'e", &["a b", "", "cde"]),
            ("find x; touch /tmp/pwned", &["find", "x;", "touch", "/tmp/pwned"]),
            ("find $(id) `id` $HOME *.db > /tmp/x", &["find", "$(id)", "`id`", "$HOME", "*.db", ">", "/tmp/x"]),
            (r#""a\nb$c""#, &[r"a\nb$c"]),
            ("", &[]),
        ] {
            assert_eq!(split(line).as_deref(), Ok(&words.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()[..]));
        }
        for open in ["'a", "\"a", "a\\", "\"a\\"] {
            assert_eq!(split(open), Err("remote_quote"), "{open}");
        }
        for control in ["find x\ntouch y", "find \u{1b}[31m", "find \0", "find x\r"] {
            assert_eq!(split(control), Err("remote_control"), "{control:?}");
        }
    }

    #[test]
    fn the_key_decides_on_file_and_officer_whatever_is_typed() {
        let cli = comes("--json --lang en find 张三").unwrap();
        assert_eq!(cli.global.db.as_deref(), Some(Path::new("/srv/desk.db")));
        assert_eq!(cli.global.as_key.as_deref(), Some("SHA256:abc"));
        assert!(cli.global.json);
        for line in [
            "--db /etc/passwd find x",
            "find x --db=/etc/passwd",
            "find --as other x",
            "--as-key SHA256:def today",
            "today --now 2026-01-01T09:00:00+08:00",
        ] {
            assert_eq!(refused(line).as_deref(), Some("remote_option"), "{line}");
        }
    }

    #[test]
    fn no_path_on_the_host_can_be_named() {
        for line in ["do /etc/passwd", "calendar import /etc/passwd", "rulebook check /etc/passwd", "man --out /tmp"] {
            assert_eq!(refused(line).as_deref(), Some("remote_file"), "{line}");
        }
        for line in [
            "evaluation answer CP2026-01 --file /etc/passwd",
            "publish out --html /tmp/x",
            "subsidy sheet BTP2026-01 --out /tmp/x.csv",
        ] {
            assert_eq!(refused(line).as_deref(), Some("remote_file"), "{line}");
        }
        for line in ["rulebook show /etc/passwd", "rulebook show ../x.toml", "rulebook adopt x"] {
            assert_eq!(refused(line).as_deref(), Some("remote_file"), "{line}");
        }
        for line in [
            "backup /tmp/x",
            "decrypt /tmp/x",
            "key check /tmp/x",
            "init",
            "demo",
            "rebuild",
            "ssh-key list",
            "ssh-key add a /etc/passwd",
        ] {
            assert_eq!(refused(line).as_deref(), Some("remote_host_only"), "{line}");
        }
        for line in ["do -", "do", "rulebook show", "rulebook show longxi", "take 张三 问低保"] {
            assert!(comes(line).is_ok(), "{line}");
        }
    }

    #[test]
    fn what_is_no_command_of_ours_is_none() {
        for line in ["/usr/lib/openssh/sftp-server", "internal-sftp", "scp -t /tmp", "sh -c id", "rsync --server ."] {
            assert_eq!(refused(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn a_quoted_word_is_read_back_as_it_was(words in proptest::collection::vec("[^\\p{Cc}]{0,12}", 0..5)) {
            let line = words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(split(&line), Ok(words));
        }

        #[test]
        fn no_text_whatever_makes_it_panic(text in "\\PC{0,40}|[ '\"\\\\a]{0,20}") {
            let _ = split(&text);
        }
    }
}
