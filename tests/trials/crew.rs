//! A crew of processes that write into one file through `yichuang do`, and what must be true of the log afterwards.
//!
//! The bench `writers` uses it too.

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The program under trial.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_yichuang");

/// The moment at which everything happens.
const NOW: &str = "2026-11-20T10:00:00+08:00";

/// What every line of a trial can be told by in the log.
const MARK: &str = "mark-";

/// A practice county on disk, with matters on which something can be done.
pub struct Town {
    folder: TempDir,
    /// Where the database is.
    pub database: PathBuf,
    open: Vec<String>,
    handled: Vec<(String, String)>,
    alerts: Vec<(String, i64, String)>,
}

/// What sort of commands a writer gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Of everything something.
    Mixed,
    /// Steps that change nothing a case is found by: notes, progress, papers, reminders, acknowledgements.
    Light,
    /// New cases.
    Intake,
}

/// How a writer gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// The next when the last is answered, as at a desk.
    Answered,
    /// All at once, as in a script.
    Piped,
}

/// A command that was given.
#[derive(Debug, Clone)]
pub struct Given {
    /// Its mark in the log.
    pub mark: String,
    /// The receipt or refusal, if one came.
    pub answer: Option<Value>,
    /// From when it was the writer's next until the answer.
    pub waited: Duration,
}

/// What one writer did.
#[derive(Debug)]
pub struct Shift {
    /// Its commands.
    pub given: Vec<Given>,
    /// When each answer came.
    pub times: Vec<Instant>,
    /// When it began.
    pub began: Instant,
}

impl Given {
    /// Tells whether it was acknowledged as done.
    pub fn is_done(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer["ok"] == true)
    }
}

impl Town {
    /// Makes a county of so many cases in a folder of its own below `near`.
    pub fn new(near: &Path, cases: usize) -> Self {
        let folder = tempfile::tempdir_in(near).expect("a folder");
        let database = folder.path().join("desk.db");
        let mut town = Self { folder, database, open: vec![], handled: vec![], alerts: vec![] };
        let made = town.run(&["demo", "--seed", "1", "--print-path", "--cases", &cases.to_string()]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let file = town.file();
        let ask = |sql: &str| -> Vec<(String, String, Option<i64>)> {
            let mut statement = file.prepare(sql).expect("a statement");
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("rows");
            rows.collect::<Result<_, _>>().expect("rows")
        };
        let open = "c.closed_at IS NULL AND c.merged_into IS NULL ORDER BY c.id";
        town.open =
            ask(&format!("SELECT c.no, '', NULL FROM case_row c WHERE {open}")).into_iter().map(|it| it.0).collect();
        town.handled = ask(&format!(
            "SELECT c.no, a.unit, NULL FROM case_row c JOIN assignment_row a ON a.case_id = c.id
             WHERE c.stage = 'handling' AND a.status = 'handling' AND {open}"
        ))
        .into_iter()
        .map(|it| (it.0, it.1))
        .collect();
        town.alerts = ask(&format!(
            "SELECT c.no, k.level, k.clock FROM case_row c JOIN clock_row k ON k.case_id = c.id
             WHERE k.running = 1 AND k.acknowledged = 0 AND k.level IS NOT NULL AND {open}"
        ))
        .into_iter()
        .filter_map(|it| Some((it.0, it.2?, it.1)))
        .collect();
        assert!(!town.open.is_empty() && !town.handled.is_empty(), "there is work");
        town
    }

    /// Returns the program on this county, as the officer who may do everything.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.arg("--db").arg(&self.database).args(["--now", NOW, "--as", yichuang::demo::OFFICER]).args(arguments);
        command.env("HOME", self.folder.path());
        for name in ["XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "YICHUANG_DB"] {
            command.env_remove(name);
        }
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> std::process::Output {
        self.command(arguments).stdin(Stdio::null()).output().expect("the program runs")
    }

    /// Returns the folder it lies in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self) -> Connection {
        Connection::open_with_flags(&self.database, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the database")
    }

    /// Returns the `nth` command of a writer with its mark; the same for the same numbers.
    pub fn line(&self, work: Work, writer: usize, nth: usize) -> (String, String) {
        let mark = format!("{MARK}{writer:03}-{nth:05}");
        let seed = writer * 7919 + nth * 31;
        let no = &self.open[seed % self.open.len()];
        let (handled, unit) = &self.handled[seed % self.handled.len()];
        let kind = match work {
            Work::Mixed => nth % 10,
            Work::Light => 4 + nth % 6,
            Work::Intake => 0,
        };
        let value = match kind {
            0 | 1 => register(seed, &mark),
            2 => json!({"command": "amend", "no": no, "changes": {"place": format!("城关镇北坪村 {mark}")}}),
            3 => json!({"command": "add_party", "no": no, "party": party("respondent", seed, &mark)}),
            4 => json!({"command": "progress", "no": handled, "unit": unit, "text": format!("已入户了解情况 {mark}")}),
            5 => json!({"command": "attach", "no": no, "attachment": {"name": format!("借条复印件 {mark}")}}),
            6 => json!({"command": "remind", "no": handled, "unit": unit, "text": format!("请按期办理 {mark}")}),
            7 if !self.alerts.is_empty() => {
                let (no, clock, level) = &self.alerts[seed % self.alerts.len()];
                json!({"command": "acknowledge", "no": no, "clock": clock, "level": level, "note": mark})
            }
            _ => json!({"command": "note", "no": no, "text": format!("当事人来电催问进展 {mark}")}),
        };
        (value.to_string(), mark)
    }

    /// Starts one `do` that reads commands as they come, and waits until it is ready.
    pub fn writer(&self) -> Writer {
        self.try_writer().expect("it is not killed")
    }

    /// The same; nothing if it ends before it is ready.
    pub fn try_writer(&self) -> Option<Writer> {
        let mut command = self.command(&["do"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().expect("the program starts");
        let (to, from) = (child.stdin.take().expect("a way in"), child.stdout.take().expect("a way out"));
        let mut writer = Writer { child, to: Some(to), from: BufReader::new(from) };
        // What cannot be understood is answered without a look at the file.
        writer.send("{}\n").ok()?;
        writer.answer()?;
        Some(writer)
    }

    /// Lets writers work at the same time, each through a process of its own.
    pub fn work(&self, work: Work, pace: Pace, writers: usize, each: usize, first: usize) -> Vec<Shift> {
        let start = Arc::new(Barrier::new(writers));
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..writers)
                .map(|writer| {
                    let lines: Vec<_> = (0..each).map(|nth| self.line(work, first + writer, nth)).collect();
                    let start = Arc::clone(&start);
                    scope.spawn(move || self.writer().shift(&lines, pace, &start))
                })
                .collect();
            all.into_iter().map(|one| one.join().expect("a writer's thread")).collect()
        })
    }

    /// Holds the log against what was given: what was acknowledged is in it once, what was refused is not, what was
    /// neither is in it once or not at all, and the chain is whole. Returns everything that is wrong.
    pub fn faults(&self, given: &[Given]) -> Vec<String> {
        let mut faults = Vec::new();
        let file = self.file();
        let mut streams: HashMap<String, i64> = HashMap::new();
        let mut statement = file.prepare("SELECT no, id FROM case_row").expect("a statement");
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            streams.insert(row.get(0).expect("a number"), row.get(1).expect("a stream"));
        }
        let (mut kinds, mut marks) = (HashMap::new(), HashMap::<String, u32>::new());
        let mut statement = file.prepare("SELECT stream, seq, kind, body FROM event").expect("a statement");
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let (stream, seq): (i64, i64) = (row.get(0).expect("a stream"), row.get(1).expect("a number"));
            kinds.insert((stream, seq), row.get::<_, String>(2).expect("a kind"));
            let body: String = row.get(3).expect("a body");
            if let Some(at) = body.find(MARK) {
                *marks.entry(body[at..at + MARK.len() + 9].to_owned()).or_default() += 1;
            }
        }
        let mut claimed = BTreeMap::new();
        for one in given {
            let count = marks.get(&one.mark).copied().unwrap_or(0);
            let wanted = match &one.answer {
                Some(answer) if answer["ok"] == true => 1..=1,
                Some(_) => 0..=0,
                None => 0..=1,
            };
            if !wanted.contains(&count) {
                faults.push(format!("{} is in the log {count} times: {:?}", one.mark, one.answer));
            }
            let Some(answer) = one.answer.as_ref().filter(|_| one.is_done()) else { continue };
            let (no, rev) = (answer["no"].as_str().unwrap_or_default(), answer["rev"].as_i64().unwrap_or_default());
            let events = answer["events"].as_array().cloned().unwrap_or_default();
            let Some(stream) = streams.get(no) else {
                faults.push(format!("{}: no case {no}", one.mark));
                continue;
            };
            for (seq, event) in (1..=rev).rev().zip(events.iter().rev()) {
                if kinds.get(&(*stream, seq)).map(String::as_str) != event.as_str() {
                    faults.push(format!("{}: {no} {seq} is not {event}", one.mark));
                }
                if let Some(other) = claimed.insert((*stream, seq), &one.mark) {
                    faults.push(format!("{} and {other} were both told of {no} {seq}", one.mark));
                }
            }
        }
        let verified = self.run(&["verify", "--json"]);
        if !verified.status.success() {
            faults.push(format!(
                "verify: {}{}",
                String::from_utf8_lossy(&verified.stdout),
                String::from_utf8_lossy(&verified.stderr)
            ));
        }
        faults
    }
}

/// A process that reads commands.
pub struct Writer {
    /// The process.
    pub child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Writer {
    /// Sends text; fails when the process is gone.
    pub fn send(&mut self, text: &str) -> std::io::Result<()> {
        let to = self.to.as_mut().ok_or(std::io::ErrorKind::BrokenPipe)?;
        to.write_all(text.as_bytes()).and_then(|()| to.flush())
    }

    /// Waits for the next answer; nothing when the process is gone.
    pub fn answer(&mut self) -> Option<Value> {
        let mut line = String::new();
        let read = self.from.read_line(&mut line).ok()?;
        // A line that was cut short tells nothing.
        if read == 0 || !line.ends_with('\n') { None } else { serde_json::from_str(&line).ok() }
    }

    /// Ends the process by letting it see the end of its input.
    pub fn end(mut self) {
        drop(self.to.take());
        self.child.wait().expect("an end");
    }

    fn shift(mut self, lines: &[(String, String)], pace: Pace, start: &Barrier) -> Shift {
        let all: String = lines.iter().flat_map(|(line, _)| [line, "\n"]).collect();
        start.wait();
        let began = Instant::now();
        let feeder = (pace == Pace::Piped).then(|| {
            let mut to = self.to.take().expect("a way in");
            std::thread::spawn(move || {
                to.write_all(all.as_bytes()).expect("it reads");
                to
            })
        });
        let mut shift = Shift { given: Vec::new(), times: Vec::new(), began };
        for (line, mark) in lines {
            let before = shift
                .times
                .last()
                .copied()
                .filter(|_| pace == Pace::Piped)
                .unwrap_or_else(|| if pace == Pace::Piped { began } else { Instant::now() });
            if pace == Pace::Answered {
                self.send(&format!("{line}\n")).expect("it reads");
            }
            let answer = self.answer();
            shift.times.push(Instant::now());
            shift.given.push(Given { mark: mark.clone(), answer, waited: before.elapsed() });
        }
        self.to = self.to.take().or_else(|| feeder.map(|it| it.join().expect("the feeder")));
        self.end();
        shift
    }
}

fn register(seed: usize, mark: &str) -> Value {
    const MATTERS: [&str; 6] = [
        "楼上漏水把墙面泡坏,物业多次上门没有修好,要求赔偿损失",
        "在工地做钢筋工,老板拖欠工资三万五千元,多次讨薪未果",
        "邻居砌墙占用巷道,农用车进不了院子,村里调解过两次",
        "退耕还林补助少发两年,村委会说名单上没有他",
        "孩子在学校受伤,校方只认一半医药费,要求协商",
        "问城乡居民医保异地住院怎么报销,需要带哪些材料",
    ];
    json!({
        "command": "register", "kind": "dispute", "channel": "walk_in", "accept": true, "place": "文苑镇柳林村",
        "narrative": format!("{}。{mark}", MATTERS[seed % MATTERS.len()]), "category": "0201",
        "parties": [party("applicant", seed, ""), party("respondent", seed / 3 + 500, "")],
    })
}

/// Makes somebody up; the same number is the same person.
fn party(side: &str, seed: usize, mark: &str) -> Value {
    const SURNAMES: [&str; 12] = ["马", "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚"];
    const GIVEN: [&str; 15] = [
        "春梅", "建军", "小禾", "大川", "万里", "秀英", "得福", "桂兰", "志强", "红霞", "永平", "玉珍", "明辉", "彩云",
        "国栋",
    ];
    let name = format!("{}{}", SURNAMES[seed % SURNAMES.len()], GIVEN[seed / 5 % GIVEN.len()]);
    let mut party = json!({"side": side, "name": name, "phone": format!("1990{:07}", seed % 3000)});
    if !mark.is_empty() {
        party["place"] = format!("城关镇北坪村 {mark}").into();
    }
    party
}
