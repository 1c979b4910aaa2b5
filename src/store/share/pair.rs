//! The proof: two machines try the share together, by messages in its own folder.
//!
//! The first makes a folder named by a code and waits; the second joins it by the code. They go through the same steps,
//! each waiting for the other's word; the first judges, because it hears everything, and the second takes over its report.
//! One machine proves nothing: what its own kernel knows, it knows under any number of mounts.

use super::EDITION;
use super::probe::{Probe, TRIALS, Tried};
use super::remarks::{Remark, on_hosts, on_mount};
use super::verdict::{Proof, Side, Verdict};
use crate::store::error::StoreError;
use crate::store::place::{Host, Mount, whole};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// How often each side writes and looks, one after the other.
const ROUNDS: u32 = 10;

/// How many entries each side makes while the other does the same.
const ENTRIES: u32 = 50;

/// How long is waited for the other side.
#[derive(Debug, Clone, Copy)]
pub struct Wait {
    /// Until it joins.
    pub partner: Duration,
    /// For each of its words; a share that shows a new file later than that is of no use.
    pub word: Duration,
}

impl Default for Wait {
    fn default() -> Self {
        Self { partner: Duration::from_mins(15), word: Duration::from_secs(90) }
    }
}

/// What was found in one respect; the words are `share.check.<name>` and `share.remark.<name>` in `locales/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Its stable name.
    pub name: String,
    /// Whether it is something known beforehand rather than tried.
    pub is_remark: bool,
    /// Whether the share may be used for all that.
    pub ok: bool,
    /// The facts that the words mention.
    pub facts: Vec<(String, String)>,
}

/// What both sides found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Whether the share may be used from both machines.
    pub ok: bool,
    /// The two machines and their mounts, as far as they met.
    pub sides: Vec<Side>,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// How far the proof is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// The other machine is to join with this code.
    Waiting(String),
    /// This is being tried now; the words are `share.stage.<name>`.
    Trying(&'static str),
}

/// One side of a proof.
#[derive(Debug)]
pub struct Pairing {
    database: PathBuf,
    host: Host,
    mount: Mount,
    date: String,
    wait: Wait,
    heeds_remarks: bool,
}

/// What each side says of itself at first.
#[derive(Serialize, Deserialize)]
struct Greeting {
    host: Host,
    side: Side,
    edition: u32,
    remarks: Vec<(String, bool)>,
}

/// Why a proof came to no end.
enum Broken {
    /// The other side said nothing in time.
    Silent(&'static str),
    /// The folder could not be used.
    Folder(String),
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self::Folder(error.to_string())
    }
}

impl Pairing {
    /// Prepares one side of a proof for the share that a database lies, or will lie, on; `date` is today.
    pub fn new(database: &Path, host: Host, mount: Mount, date: &str, wait: Wait) -> Self {
        Self { database: whole(database), host, mount, date: date.to_owned(), wait, heeds_remarks: true }
    }

    /// Tries also what is known to fail, to see it fail.
    #[must_use]
    pub fn in_spite_of_remarks(mut self) -> Self {
        self.heeds_remarks = false;
        self
    }

    /// Makes a code, waits for the other machine and tries the share with it; a proof is kept beside the database.
    pub fn begin(&self, mut tell: impl FnMut(Stage)) -> Result<Report, StoreError> {
        let code = format!("{:06}", fastrand::u32(0..1_000_000));
        let folder = self.folder(&code);
        fs::create_dir(&folder).map_err(|error| StoreError::io(&folder, &error))?;
        let channel = Channel { folder: folder.clone(), own: "a", other: "b", word: self.wait.word };
        tell(Stage::Waiting(code));
        let report = self.judge(&channel, &mut tell);
        let report = report.unwrap_or_else(|broken| self.broken(&broken));
        // The other side has taken the report, or will never come for it.
        let _ = fs::remove_dir_all(&folder);
        Ok(report)
    }

    /// Joins the machine that gave the code.
    pub fn join(&self, code: &str, mut tell: impl FnMut(Stage)) -> Result<Report, StoreError> {
        let folder = self.folder(code);
        let until = Instant::now() + self.wait.word;
        let claim = loop {
            match OpenOptions::new().write(true).create_new(true).open(folder.join("joined")) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound && Instant::now() < until => {
                    thread::sleep(Duration::from_millis(200));
                }
                other => break other,
            }
        };
        claim.map_err(|error| StoreError::io(&folder, &error))?;
        let channel = Channel { folder, own: "b", other: "a", word: self.wait.word };
        let report = self.follow(&channel, &mut tell);
        Ok(report.unwrap_or_else(|broken| self.broken(&broken)))
    }

    /// Both sides find the folder by the database's own, whatever each calls it.
    fn folder(&self, code: &str) -> PathBuf {
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        let beside = self.database.parent().unwrap_or(Path::new("."));
        beside.join(format!(".yichuang-pair-{digits}"))
    }

    fn greeting(&self) -> Greeting {
        let remarks = on_mount(&self.mount).into_iter().map(|remark| (remark.code.to_owned(), remark.is_fatal));
        Greeting {
            host: self.host.clone(),
            side: Side::of(&self.host, &self.mount),
            edition: EDITION,
            remarks: remarks.collect(),
        }
    }

    fn broken(&self, broken: &Broken) -> Report {
        let seconds = self.wait.word.as_secs().to_string();
        let finding = match broken {
            Broken::Silent(word) => bad("silent", &[("word", word), ("seconds", &seconds)]),
            Broken::Folder(why) => bad("folder", &[("detail", why)]),
        };
        Report { ok: false, sides: vec![Side::of(&self.host, &self.mount)], findings: vec![finding] }
    }

    /// The first side: takes its steps, hears the other's, and says what all of it amounts to.
    fn judge(&self, channel: &Channel, tell: &mut dyn FnMut(Stage)) -> Result<Report, Broken> {
        let ours = self.greeting();
        channel.say("greeting", &ours)?;
        let theirs: Greeting = channel.hear_within("greeting", self.wait.partner)?;
        let sides = vec![ours.side.clone(), theirs.side.clone()];
        let mut findings = Self::known(&ours, &theirs);
        let may_try = !self.heeds_remarks || findings.iter().all(|finding| finding.ok);
        channel.say("go", &may_try)?;
        let mut fine = may_try;
        let mut add = |found: Vec<Finding>| {
            fine &= found.iter().all(|finding| finding.ok);
            findings.extend(found);
            fine
        };
        if may_try && Self::prepared(channel, &mut add)? {
            let probe = channel.probe()?;
            let names = [&ours.host.name, &theirs.host.name];
            tell(Stage::Trying("locks"));
            if goes_on(channel, "on.locks", add(self.hold(channel, &probe, names)?))? {
                tell(Stage::Trying("coherence"));
                if goes_on(channel, "on.coherence", add(Self::alternate(channel, &probe)?))? {
                    tell(Stage::Trying("names"));
                    if goes_on(channel, "on.names", add(Self::names(channel)?))? {
                        tell(Stage::Trying("contention"));
                        add(Self::contend(channel, &probe)?);
                    }
                }
            }
        }
        let ok = findings.iter().all(|finding| finding.ok);
        let report = Report { ok, sides, findings };
        channel.say("report", &report)?;
        let taken: bool = channel.hear("taken")?;
        if report.ok && taken {
            self.keep(&report).map_err(|error| Broken::Folder(error.to_string()))?;
        }
        channel.say("kept", &report.ok)?;
        let _: bool = channel.hear("bye")?;
        Ok(report)
    }

    /// The second side: the same steps seen from there.
    fn follow(&self, channel: &Channel, tell: &mut dyn FnMut(Stage)) -> Result<Report, Broken> {
        let _: Greeting = channel.hear("greeting")?;
        channel.say("greeting", &self.greeting())?;
        if channel.hear("go")? && channel.hear::<Option<String>>("prepared")?.is_none() {
            let probe = channel.probe()?;
            tell(Stage::Trying("locks"));
            self.try_locks(channel, &probe, "first")?;
            Self::hold_locks(channel, &probe, "second")?;
            if channel.hear("on.locks")? {
                tell(Stage::Trying("coherence"));
                Self::answer(channel, &probe)?;
                if channel.hear("on.coherence")? {
                    tell(Stage::Trying("names"));
                    Self::watch_names(channel, "first")?;
                    Self::make_names(channel, "second")?;
                    if channel.hear("on.names")? {
                        tell(Stage::Trying("contention"));
                        Self::crowd(channel, &probe)?;
                    }
                }
            }
        }
        let report: Report = channel.hear("report")?;
        channel.say("taken", &true)?;
        let _: bool = channel.hear("kept")?;
        channel.say("bye", &true)?;
        Ok(report)
    }

    /// Says what is known of machines and mounts before anything is tried.
    fn known(ours: &Greeting, theirs: &Greeting) -> Vec<Finding> {
        let mut findings = Vec::new();
        let hosts = [("ours", ours.host.name.as_str()), ("theirs", theirs.host.name.as_str())];
        let met = on_hosts(&ours.host, &theirs.host);
        if met.is_empty() {
            findings.push(good("hosts", &hosts));
        }
        findings.extend(met.into_iter().map(|Remark { code, is_fatal }| remark(code, is_fatal, &hosts)));
        if theirs.edition != ours.edition {
            findings.push(bad("edition", &hosts));
        }
        let mounts = std::iter::once(ours).chain(Some(theirs).filter(|it| it.remarks != ours.remarks));
        for greeting in mounts {
            let facts = [("host", greeting.host.name.as_str()), ("options", &greeting.side.options)];
            let said = greeting.remarks.iter().map(|(code, is_fatal)| remark(code, *is_fatal, &facts));
            findings.extend(said);
        }
        findings
    }

    /// Makes the small database, which already fails where a lock once had cannot be widened.
    fn prepared(channel: &Channel, add: &mut dyn FnMut(Vec<Finding>) -> bool) -> Result<bool, Broken> {
        let made = channel.probe()?.prepare();
        channel.say("prepared", &made.as_ref().err())?;
        Ok(match made {
            Ok(()) => true,
            Err(why) => add(vec![bad("first_write", &[("detail", &why)])]),
        })
    }

    fn hold(&self, channel: &Channel, probe: &Probe, names: [&String; 2]) -> Result<Vec<Finding>, Broken> {
        let ours = Self::hold_locks(channel, probe, "first")?;
        let theirs = self.try_locks(channel, probe, "second")?;
        Ok([(ours, names[0], names[1]), (theirs, names[1], names[0])]
            .into_iter()
            .map(|(wrong, holder, other)| {
                let facts = [("holder", holder.as_str()), ("other", other), ("detail", &wrong.join(" · "))];
                if wrong.is_empty() { good("locks", &facts) } else { bad("locks", &facts) }
            })
            .collect())
    }

    /// Holds each kind of lock while the other side tries; returns what went otherwise than it should.
    fn hold_locks(channel: &Channel, probe: &Probe, turn: &str) -> Result<Vec<String>, Broken> {
        let mut wrong = Vec::new();
        for trial in TRIALS {
            let word = |what: &str| format!("{turn}.{}.{what}", trial.name);
            let held = probe.hold(trial.hold);
            channel.say(&word("held"), &held)?;
            let tried: Vec<Tried> = channel.hear_named(&word("tried"), "locks")?;
            probe.release();
            channel.say(&word("free"), &true)?;
            let after: Tried = channel.hear_named(&word("after"), "locks")?;
            wrong.extend(judged(trial.name, &held, &tried, &after));
        }
        Ok(wrong)
    }

    /// Tries while the other side holds each kind of lock.
    fn try_locks(&self, channel: &Channel, probe: &Probe, turn: &str) -> Result<Vec<String>, Broken> {
        let mut wrong = Vec::new();
        for trial in TRIALS {
            let word = |what: &str| format!("{turn}.{}.{what}", trial.name);
            let held: Tried = channel.hear_named(&word("held"), "locks")?;
            let tried: Vec<Tried> = trial.tries.iter().map(|(sql, _)| probe.attempt(sql)).collect();
            channel.say(&word("tried"), &tried)?;
            let _: bool = channel.hear_named(&word("free"), "locks")?;
            let after = self.soon_granted(probe);
            channel.say(&word("after"), &after)?;
            wrong.extend(judged(trial.name, &held, &tried, &after));
        }
        Ok(wrong)
    }

    /// A lock that was let go of may take a moment to be seen free.
    fn soon_granted(&self, probe: &Probe) -> Tried {
        let until = Instant::now() + self.wait.word.min(Duration::from_secs(10));
        loop {
            match probe.attempt("BEGIN IMMEDIATE") {
                Tried::Refused if Instant::now() < until => thread::sleep(Duration::from_millis(50)),
                other => return other,
            }
        }
    }

    /// Writes and looks in turn: what one has committed, the other must see at once.
    fn alternate(channel: &Channel, probe: &Probe) -> Result<Vec<Finding>, Broken> {
        let (mut stale, mut journals, mut failed) = (0, 0, Vec::new());
        for round in 0..ROUNDS {
            let mut enter = probe.enter("a", round, soon());
            channel.say(&format!("a.{round}"), &(2 * round + 1))?;
            let (saw, journal, fault): (i64, u64, Option<String>) =
                channel.hear_named(&format!("b.{round}"), "coherence")?;
            stale += u32::from(saw != i64::from(2 * round + 1));
            journals += u32::from(journal > 0);
            let seen = probe.entries();
            stale += u32::from(seen != Ok(i64::from(2 * round + 2)));
            journals += u32::from(probe.journal() > 0);
            failed.extend(enter.as_mut().err().map(std::mem::take));
            failed.extend(fault);
        }
        let rounds = (2 * ROUNDS).to_string();
        let facts = [("rounds", rounds.as_str()), ("stale", &stale.to_string()), ("detail", &failed.join(" · "))];
        let sees = if stale == 0 && failed.is_empty() { good("coherence", &facts) } else { bad("coherence", &facts) };
        let facts = [("rounds", rounds.as_str()), ("stale", &journals.to_string())];
        Ok(vec![sees, if journals == 0 { good("journal", &facts) } else { bad("journal", &facts) }])
    }

    fn answer(channel: &Channel, probe: &Probe) -> Result<(), Broken> {
        for round in 0..ROUNDS {
            let _: u32 = channel.hear_named(&format!("a.{round}"), "coherence")?;
            let (saw, journal) = (probe.entries().unwrap_or(-1), probe.journal());
            let fault = probe.enter("b", round, soon()).err();
            channel.say(&format!("b.{round}"), &(saw, journal, fault))?;
        }
        Ok(())
    }

    /// Makes, renames and removes files for the other side to see.
    fn names(channel: &Channel) -> Result<Vec<Finding>, Broken> {
        let theirs = Self::make_names(channel, "first")?;
        let ours = Self::watch_names(channel, "second")?;
        let slowest = ours.iter().chain(&theirs).copied().max().unwrap_or_default();
        let facts = [("ms", slowest.to_string())];
        Ok(vec![good("names", &facts.each_ref().map(|(name, value)| (*name, value.as_str())))])
    }

    fn make_names(channel: &Channel, turn: &str) -> Result<Vec<u64>, Broken> {
        let (one, two) = (channel.folder.join(format!("{turn}-one")), channel.folder.join(format!("{turn}-two")));
        let mut waits = Vec::new();
        for step in ["made", "renamed", "removed"] {
            match step {
                "made" => fs::write(&one, "1")?,
                "renamed" => fs::rename(&one, &two)?,
                _ => fs::remove_file(&two)?,
            }
            channel.say(&format!("{turn}.{step}"), &true)?;
            waits.push(channel.hear_named(&format!("{turn}.{step}.seen"), "names")?);
        }
        Ok(waits)
    }

    fn watch_names(channel: &Channel, turn: &str) -> Result<Vec<u64>, Broken> {
        let (one, two) = (channel.folder.join(format!("{turn}-one")), channel.folder.join(format!("{turn}-two")));
        let mut waits = Vec::new();
        for (step, wanted) in [("made", (true, false)), ("renamed", (false, true)), ("removed", (false, false))] {
            let _: bool = channel.hear_named(&format!("{turn}.{step}"), "names")?;
            let since = Instant::now();
            while (one.exists(), two.exists()) != wanted {
                if since.elapsed() > channel.word {
                    return Err(Broken::Silent("names"));
                }
                thread::sleep(Duration::from_millis(20));
            }
            let waited = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
            channel.say(&format!("{turn}.{step}.seen"), &waited)?;
            waits.push(waited);
        }
        Ok(waits)
    }

    /// Both write at once: what was acknowledged must be there, all of it and once.
    fn contend(channel: &Channel, probe: &Probe) -> Result<Vec<Finding>, Broken> {
        let before = probe.counter().unwrap_or(-1);
        let (own, own_fault) = Self::crowd(channel, probe)?;
        let (theirs, their_fault): (u32, Option<String>) = channel.hear_named("crowd.b", "contention")?;
        let (wanted, found) = (before + i64::from(own + theirs), probe.counter().unwrap_or(-1));
        let (entries, integrity) = (probe.entries().unwrap_or(-1), probe.integrity());
        let faults: Vec<String> = own_fault.into_iter().chain(their_fault).collect();
        let whole = found == wanted && entries == wanted && integrity == "ok" && faults.is_empty();
        let facts = [
            ("wanted", wanted.to_string()),
            ("found", found.min(entries).to_string()),
            ("detail", std::iter::once(integrity).chain(faults).collect::<Vec<_>>().join(" · ")),
        ];
        let facts = facts.each_ref().map(|(name, value)| (*name, value.as_str()));
        Ok(vec![if whole { good("contention", &facts) } else { bad("contention", &facts) }])
    }

    fn crowd(channel: &Channel, probe: &Probe) -> Result<(u32, Option<String>), Broken> {
        channel.say(&format!("ready.{}", channel.own), &true)?;
        let _: bool = channel.hear_named(&format!("ready.{}", channel.other), "contention")?;
        let until = Instant::now() + channel.word / 2;
        let (mut done, mut fault) = (0, None);
        for n in 0..ENTRIES {
            match probe.enter(channel.own, 1000 + n, until) {
                Ok(()) => done += 1,
                Err(why) => {
                    fault = Some(why);
                    break;
                }
            }
            if Instant::now() > until {
                break;
            }
        }
        channel.say(&format!("crowd.{}", channel.own), &(done, &fault))?;
        Ok((done, fault))
    }

    fn keep(&self, report: &Report) -> Result<(), StoreError> {
        let mut verdict = Verdict::read(&self.database);
        verdict.add(Proof {
            date: self.date.clone(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            edition: EDITION,
            sides: report.sides.clone(),
        });
        verdict.write(&self.database)
    }
}

/// Tells the other side whether it is worth going on.
fn goes_on(channel: &Channel, word: &str, fine: bool) -> Result<bool, Broken> {
    channel.say(word, &fine)?;
    Ok(fine)
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(20)
}

/// Says what went otherwise than it should while a lock was held, and after.
fn judged(name: &str, held: &Tried, tried: &[Tried], after: &Tried) -> Vec<String> {
    let said = |what: &str, tried: &Tried| match tried {
        Tried::Granted => format!("{name}/{what}: granted"),
        Tried::Refused => format!("{name}/{what}: refused"),
        Tried::Failed(why) => format!("{name}/{what}: {why}"),
    };
    let mut wrong = Vec::new();
    if *held != Tried::Granted {
        wrong.push(said("held", held));
    }
    let trial = TRIALS.iter().find(|trial| trial.name == name);
    for ((_, wanted), tried) in trial.map_or(&[][..], |trial| trial.tries).iter().zip(tried) {
        if wanted != tried {
            wrong.push(said("other", tried));
        }
    }
    if *after != Tried::Granted {
        wrong.push(said("after", after));
    }
    wrong
}

fn finding(name: &str, is_remark: bool, ok: bool, facts: &[(&str, &str)]) -> Finding {
    let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Finding { name: name.to_owned(), is_remark, ok, facts }
}

fn good(name: &str, facts: &[(&str, &str)]) -> Finding {
    finding(name, false, true, facts)
}

fn bad(name: &str, facts: &[(&str, &str)]) -> Finding {
    finding(name, false, false, facts)
}

fn remark(name: &str, is_fatal: bool, facts: &[(&str, &str)]) -> Finding {
    finding(name, true, !is_fatal, facts)
}

/// Words between the two sides: files in the folder, each whole from the moment it has its name.
struct Channel {
    folder: PathBuf,
    own: &'static str,
    other: &'static str,
    word: Duration,
}

impl Channel {
    fn probe(&self) -> Result<Probe, Broken> {
        Probe::open(&self.folder).map_err(|error| Broken::Folder(error.to_string()))
    }

    fn file(&self, side: &str, name: &str) -> PathBuf {
        self.folder.join(format!("{side}.{name}.json"))
    }

    fn say(&self, name: &str, what: &impl Serialize) -> Result<(), Broken> {
        let text = serde_json::to_string(what).map_err(|fault| Broken::Folder(fault.to_string()))?;
        let draft = self.folder.join(format!("{}.part", self.own));
        fs::write(&draft, text)?;
        Ok(fs::rename(&draft, self.file(self.own, name))?)
    }

    fn hear<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, Broken> {
        self.hear_until(name, name, Instant::now() + self.word)
    }

    fn hear_within<T: DeserializeOwned>(&self, name: &'static str, patience: Duration) -> Result<T, Broken> {
        self.hear_until(name, name, Instant::now() + patience)
    }

    fn hear_named<T: DeserializeOwned>(&self, name: &str, about: &'static str) -> Result<T, Broken> {
        self.hear_until(name, about, Instant::now() + self.word)
    }

    fn hear_until<T: DeserializeOwned>(&self, name: &str, about: &'static str, until: Instant) -> Result<T, Broken> {
        let file = self.file(self.other, name);
        loop {
            // Listing the folder makes some clients look again for names they think are not there.
            let _ = fs::read_dir(&self.folder).map(Iterator::count);
            if let Some(said) = fs::read_to_string(&file).ok().and_then(|text| serde_json::from_str(&text).ok()) {
                return Ok(said);
            }
            if Instant::now() >= until {
                return Err(Broken::Silent(about));
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mount() -> Mount {
        Mount::by_mounts("27 1 0:9 / / rw - nfs4 nas:/desk hard,vers=4.1", Path::new("/desk.db")).unwrap()
    }

    const WAIT: Wait = Wait { partner: Duration::from_secs(30), word: Duration::from_secs(20) };

    /// A folder in memory where there is one: hundreds of commits on a busy disk take their time.
    fn folder() -> tempfile::TempDir {
        tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
    }

    /// Two sides in one process; two processes are tried in `tests/program/share.rs`.
    fn pair(folder: &Path, hosts: [Host; 2], mounts: [Mount; 2]) -> [Report; 2] {
        let database = folder.join("desk.db");
        let [ours, theirs] = hosts;
        let [here, there] = mounts;
        let (send, code) = std::sync::mpsc::channel();
        let first = Pairing::new(&database, ours, here, "2026-11-22", WAIT);
        let second = Pairing::new(&database, theirs, there, "2026-11-22", WAIT);
        thread::scope(|scope| {
            let begun = scope.spawn(move || {
                let mut tell = |stage| {
                    if let Stage::Waiting(code) = stage {
                        send.send(code).unwrap();
                    }
                };
                first.begin(&mut tell).unwrap()
            });
            let joined = second.join(&code.recv().unwrap(), |_| {}).unwrap();
            [begun.join().unwrap(), joined]
        })
    }

    #[test]
    fn two_machines_on_a_sound_share_come_to_the_same_verdict_and_keep_it() {
        let folder = folder();
        let [ours, theirs] = pair(folder.path(), ["a", "b"].map(Host::assumed), [mount(), mount()]);
        assert!(ours.ok, "{:#?}", ours.findings);
        assert_eq!(ours, theirs);
        let names: Vec<_> = ours.findings.iter().map(|finding| finding.name.as_str()).collect();
        assert_eq!(names, ["hosts", "locks", "locks", "coherence", "journal", "names", "contention"]);
        let verdict = Verdict::read(&folder.path().join("desk.db"));
        for host in ["a", "b"] {
            assert_eq!(verdict.proven(&Host::assumed(host), &mount()), Some("2026-11-22".to_owned()));
        }
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert_eq!(left, ["desk.db.share.toml"]);
    }

    #[test]
    fn one_machine_under_two_names_proves_nothing() {
        let folder = folder();
        let hosts = [Host::assumed("a"), Host { name: "b".to_owned(), ..Host::assumed("a") }];
        let [ours, theirs] = pair(folder.path(), hosts, [mount(), mount()]);
        assert_eq!(ours, theirs);
        assert!(!ours.ok && ours.findings.len() == 1 && ours.findings[0].name == "one_machine", "{ours:#?}");
        assert_eq!(Verdict::read(&folder.path().join("desk.db")), Verdict::default());
    }

    #[test]
    fn what_is_known_to_lose_data_is_not_tried_whichever_side_has_mounted_it_so() {
        let folder = folder();
        let nobrl = Mount::by_mounts("27 1 0:9 / / rw - cifs //nas/desk nobrl", Path::new("/desk.db")).unwrap();
        let [ours, theirs] = pair(folder.path(), ["a", "b"].map(Host::assumed), [mount(), nobrl]);
        assert_eq!(ours, theirs);
        let fatal: Vec<_> = ours.findings.iter().filter(|it| !it.ok).map(|it| it.name.as_str()).collect();
        assert_eq!((ours.ok, fatal), (false, vec!["nobrl"]));
    }

    #[test]
    fn a_side_that_falls_silent_is_named_by_the_other() {
        let folder = folder();
        let wait = Wait { partner: Duration::from_millis(200), word: Duration::from_millis(100) };
        let alone = Pairing::new(&folder.path().join("desk.db"), Host::assumed("a"), mount(), "2026-11-22", wait);
        let report = alone.begin(|_| {}).unwrap();
        assert_eq!((report.ok, report.findings[0].name.as_str()), (false, "silent"));
        assert_eq!(alone.join("123456", |_| {}).unwrap_err().code(), "not_found");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    }
}
