//! Frame, panes and popups together: what the loop runs, what it hears, and what happens as time goes by.

use super::entrance::{Entrance, Passage, Why};
use super::{App, Done, Effect, Heard, Panes, book, detail, file, panes, sealed, table};
use crate::desk::service::{Answer, News, Query};
use crate::desk::views::Red;
use crate::desk::{DeskError, Health, Order, Receipt};
use crate::domain::directory::Officer;
use crate::domain::ids::CaseNo;
use crate::domain::permission::{self, Right};
use crate::domain::vocabulary::Level;
use crate::term::Event;
use crate::tui::commands::{CommandSpec, Standing, footer};
use crate::tui::frame::{Frame, Rooms};
use crate::tui::layers::Layers;
use crate::tui::run::{Program, Step, Wish};
use crate::tui::widgets::Message;
use crate::words::{say, say_with};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// How often the ladder is climbed by an open desk.
const ESCALATE_EVERY: Duration = Duration::from_mins(1);

/// How long a draft may be unsaved while somebody types.
const KEEP_DRAFT_AFTER: Duration = Duration::from_millis(400);

/// Frame, panes and popups together: what the loop runs.
pub struct Screen {
    /// The shared state.
    pub app: App,
    layers: Layers<App>,
    at: Duration,
    escalate_at: Duration,
    drafts_kept: BTreeMap<String, Value>,
    typed_at: Option<Duration>,
    /// The entrance, while it stands before everything else.
    gate: Option<Layers<App>>,
    /// After how long without a key the desk is locked.
    lock_after: Option<Duration>,
    /// When the last key came.
    key_at: Duration,
    /// When the cursor will have rested long enough for the case under it to be read.
    pub(super) rested_at: Option<Duration>,
}

impl Screen {
    /// Makes the screen and what it asks first. Where nobody sits at the desk, that is only who it is.
    pub fn new(app: App) -> (Self, Vec<Effect>) {
        let drafts_kept = app.drafts.clone();
        let mut screen = Self {
            app,
            layers: Layers::new(Panes::new()),
            at: Duration::ZERO,
            escalate_at: Duration::ZERO,
            drafts_kept,
            typed_at: None,
            gate: None,
            lock_after: None,
            key_at: Duration::ZERO,
            rested_at: None,
        };
        if screen.app.officer.is_nobody() {
            let effects = screen.shut(Why::SignIn, None);
            return (screen, effects);
        }
        let effects = screen.hear(&Heard::Changed);
        if !screen.app.drafts.is_empty() {
            let count = screen.app.drafts.len().to_string();
            screen.app.tell(&say_with("app.drafts_waiting", &[("count", &count)]));
        }
        (screen, effects)
    }

    /// Makes the screen of a desk at which nobody sits yet; `who` is whoever it most likely is.
    pub fn at_entrance(app: App, who: Option<Officer>) -> (Self, Vec<Effect>) {
        let (mut screen, mut effects) = Self::new(app);
        if who.is_some() {
            effects.extend(screen.shut(Why::SignIn, who));
        }
        (screen, effects)
    }

    /// Locks the desk by itself after so long without a key; nothing means never.
    pub fn lock_after(&mut self, long: Option<Duration>) {
        self.lock_after = long;
    }

    /// Tells whether the entrance stands before everything else.
    pub fn is_shut(&self) -> bool {
        self.gate.is_some()
    }

    /// Puts the entrance before everything else; what is being typed stays where it is, and on disk.
    fn shut(&mut self, why: Why, who: Option<Officer>) -> Vec<Effect> {
        self.app.shut = None;
        self.app.message = None;
        // What is sealed is not left lying behind the entrance either.
        sealed::forget(&mut self.app);
        let mut effects = self.keep_drafts();
        let (entrance, asked) = Entrance::new(why, who, &mut self.app);
        self.gate = Some(Layers::new(entrance));
        effects.extend(asked);
        // Whoever comes back sees numbers masked again.
        if std::mem::take(&mut self.app.revealed) {
            effects.extend(self.app.ask_case());
        }
        effects
    }

    /// Does what the officer wants of the entrance, or lets through whoever came in.
    fn pass(&mut self) -> Vec<Effect> {
        if let Some(why) = self.app.shut.take() {
            let who = Some(self.app.officer.clone());
            return self.shut(why, who);
        }
        match self.app.passage.take() {
            None => Vec::new(),
            Some(Passage::As(officer, proof)) if officer.id != self.app.officer.id => {
                self.app.next = Some((*officer, proof));
                self.app.leave();
                self.keep_drafts()
            }
            Some(_) => {
                self.gate = None;
                self.key_at = self.at;
                Vec::new()
            }
        }
    }

    /// Lets the entrance hear what came from outside.
    fn hear_at_gate(&mut self, heard: &Heard) -> Vec<Effect> {
        let mut effects = match &mut self.gate {
            Some(gate) => gate.answer(heard, &mut self.app),
            None => Vec::new(),
        };
        effects.extend(self.pass());
        effects
    }

    /// Returns how many layers stand on the panes.
    pub fn depth(&self) -> usize {
        self.layers.depth()
    }

    fn hear(&mut self, heard: &Heard) -> Vec<Effect> {
        let mut effects = Vec::new();
        // Before somebody has signed in there is nothing to ask, and nobody to answer to.
        if self.app.officer.is_nobody() {
            if let Heard::Answer(answer @ Answer::Centre(_)) = heard {
                self.take(answer);
            }
            return effects;
        }
        if matches!(heard, Heard::Changed) {
            effects.push(self.app.ask(Query::Counters));
            effects.push(self.app.ask(Query::Reds));
            effects.push(self.app.ask(Query::Sealed));
            effects.push(self.app.ask(Query::Incoming));
            effects.push(self.app.ask(Query::Duty));
            effects.push(self.app.ask(Query::Centre));
            effects.extend(self.app.ask_case());
        }
        if let Heard::Answer(answer) = heard {
            self.take(answer);
        }
        effects.extend(self.layers.answer(heard, &mut self.app));
        if self.app.case().is_some()
            && let Some(id) = self.app.pending.take()
        {
            effects.extend(self.layers.command(id, &mut self.app));
        }
        effects
    }

    fn take(&mut self, answer: &Answer) {
        match answer {
            Answer::Centre(centre) => self.app.centre = Arc::clone(centre),
            Answer::Counters(counters) => self.app.counters = *counters,
            Answer::Reds(reds) => self.ring(reds),
            Answer::Incoming(lines) => self.app.incoming.clone_from(lines),
            Answer::Sealed(lines) => self.app.sealed.clone_from(lines),
            Answer::Duty(duty) => self.app.duty = Some(duty.clone()),
            Answer::Case(view) if self.app.wanted.as_ref() == Some(&view.case.no) => {
                self.app.current = Some(view.clone());
                self.app.read += 1;
            }
            Answer::Book(entries, _) => self.app.book.clone_from(entries),
            Answer::Alike(found) => self.app.earlier.clone_from(found),
            _ => {}
        }
    }

    /// Rings once for each new alert that rings here now, and for none that was there when the desk was opened.
    fn ring(&mut self, reds: &BTreeSet<Red>) {
        let Some(rung) = &mut self.app.reds else {
            self.app.reds = Some(reds.clone());
            return;
        };
        let new: Vec<Level> = reds.difference(rung).map(|(_, _, level)| *level).collect();
        rung.extend(reds.iter().copied());
        let rules = &self.app.centre.rulebook().notice;
        let is_day_off = !self.app.centre.calendar.is_working(self.app.now.date_naive());
        let on_duty = self.app.duty.as_ref().map(|duty| duty.people_at(self.app.now)).unwrap_or_default();
        let rings = |level: &Level| rules.rings(*level, &self.app.officer.id, is_day_off, &on_duty);
        let ringing: Vec<Level> = new.into_iter().filter(rings).collect();
        if let (Some(lowest), Some(highest)) = (ringing.iter().min(), ringing.iter().max()) {
            // Neither who nor what: it may show on a locked screen.
            let key = if lowest == highest { "watch.notice" } else { "watch.notice_and_above" };
            let values =
                [("count", ringing.len().to_string()), ("level", say(&format!("watch.level.{}", lowest.key())))];
            let words = say_with(key, &values.each_ref().map(|(name, value)| (*name, value.as_str())));
            self.app.wish(Wish::Notice(words));
        }
    }

    /// Waits for the cursor to rest; a key that did not move it is about the case under it, and waits no longer.
    fn rest(&mut self, before: Option<&CaseNo>, at: Duration) -> Option<Effect> {
        let has_moved = self.app.wanted.as_ref() != before;
        self.rested_at = (self.app.resting && has_moved).then_some(at + detail::REST);
        if self.app.resting && !has_moved { self.app.ask_case() } else { None }
    }

    fn keep_drafts(&mut self) -> Vec<Effect> {
        self.typed_at = None;
        let (untouched, open): (BTreeMap<String, Value>, BTreeMap<String, Value>) =
            self.layers.drafts().into_iter().partition(|(_, draft)| draft.is_null());
        for name in untouched.keys() {
            self.app.drafts.remove(name);
        }
        let mut effects = Vec::new();
        for (name, draft) in &open {
            if self.drafts_kept.get(name) != Some(draft) {
                self.drafts_kept.insert(name.clone(), draft.clone());
                self.app.drafts.insert(name.clone(), draft.clone());
                effects.push(Effect::Keep(name.clone(), Some(draft.clone())));
            }
        }
        let gone: Vec<_> =
            self.drafts_kept.keys().filter(|name| !self.app.drafts.contains_key(*name)).cloned().collect();
        for name in gone.into_iter().filter(|name| !open.contains_key(name)) {
            self.drafts_kept.remove(&name);
            effects.push(Effect::Keep(name, None));
        }
        effects
    }

    /// Returns when the desk locks itself, if nobody presses a key before.
    fn lock_at(&self) -> Option<Duration> {
        // While the file is away nobody could open the desk again: no password can be checked.
        let is_open = self.app.reachable && self.gate.is_none() && !self.app.officer.is_nobody();
        self.lock_after.filter(|_| is_open).map(|long| self.key_at + long)
    }

    /// Ends this sitting where the file is back and nothing lies open on the panes: the desk is then opened anew.
    fn begin_anew(&mut self) -> Vec<Effect> {
        // A locked desk stays locked: opening it anew would let in whoever stands before it.
        if !self.app.is_back || self.layers.depth() > 1 || self.gate.is_some() || self.app.over {
            return Vec::new();
        }
        self.app.begins_anew = true;
        self.app.leave();
        self.keep_drafts()
    }

    fn clock(&mut self, at: Duration) {
        self.at = at;
        self.app.now = self.app.started + chrono::Duration::from_std(at).unwrap_or_default();
    }

    fn done(&mut self, ticket: u64, result: Result<Receipt, DeskError>) -> Vec<Effect> {
        let Some(said) = self.app.mine.remove(&ticket) else { return Vec::new() };
        // What could not be put on record is not shown.
        if result.is_err() && said.is_empty() {
            self.app.revealed = false;
            self.app.reveal_ends = None;
        }
        // The ladder's own run says nothing unless it fails.
        match &result {
            Ok(receipt) if receipt.provisional => {
                let no = receipt.no.as_ref().map_or("", CaseNo::as_str);
                let words = say_with("book.kept", &[("no", no)]);
                self.app.history.push((self.app.now, words.clone()));
                self.app.message = Some(Message::warning(&words));
            }
            Ok(receipt) if receipt.events == [super::printing::PRINTED] => {
                let path = receipt.key.as_deref().unwrap_or_default();
                let words = say_with("print.done", &[("title", &said), ("path", path)]);
                self.app.history.push((self.app.now, words.clone()));
                self.app.message = Some(Message::info(&words));
            }
            Ok(receipt) if !said.is_empty() => {
                let no = receipt.no.as_ref().map_or("", CaseNo::as_str);
                let mut words = say_with("app.done", &[("no", no), ("what", &said)]);
                for warning in &receipt.warnings {
                    words.push_str(" · ");
                    words.push_str(&crate::words::refusal(warning));
                }
                self.app.history.push((self.app.now, words.clone()));
                self.app.message =
                    Some(if receipt.warnings.is_empty() { Message::info(&words) } else { Message::warning(&words) });
            }
            Ok(_) => {}
            Err(error) if said.is_empty() && book::is_known_to_be_away(&self.app, error) => {}
            Err(error) => self.app.complain(error),
        }
        let done = match result {
            Ok(receipt) => Done::Yes(receipt),
            Err(error) => Done::No(error),
        };
        let mut effects = self.hear(&Heard::Done(ticket, done));
        // Commits of this desk's own do not show in the change watch's other connection until it looks.
        effects.extend(self.hear(&Heard::Changed));
        effects
    }
}

impl Program for Screen {
    type Effect = Effect;
    type Answer = News;

    fn event(&mut self, event: Event, at: Duration) -> Step<Effect> {
        self.clock(at);
        let before = (self.app.filter.clone(), self.app.lang);
        let covered = self.app.covered;
        let wanted = self.app.wanted.clone();
        let mut effects = match event {
            Event::Key(key) => {
                self.app.pending = None;
                if self.app.message.as_ref().is_some_and(Message::passes)
                    || key == crate::term::Key::plain(crate::term::Code::Esc)
                {
                    self.app.message = None;
                }
                self.key_at = at;
                self.app.by_key = true;
                let mut effects = self.gate.as_mut().unwrap_or(&mut self.layers).key(key, at, &mut self.app);
                self.app.by_key = false;
                effects.extend(self.pass());
                effects
            }
            Event::Paste(text) => {
                self.key_at = at;
                self.gate.as_mut().unwrap_or(&mut self.layers).paste(&text, &mut self.app)
            }
            Event::Hangup | Event::Terminate => {
                self.app.leave();
                Vec::new()
            }
            _ => Vec::new(),
        };
        effects.extend(self.rest(wanted.as_ref(), at));
        // The lists' words depend on both.
        if before != (self.app.filter.clone(), self.app.lang) {
            effects.extend(self.hear(&Heard::Filtered));
        }
        // What happened while the panes were covered is taken in now.
        if covered && !self.app.covered {
            effects.extend(self.hear(&Heard::Changed));
        }
        effects.extend(self.begin_anew());
        if self.app.over {
            effects.extend(self.keep_drafts());
        } else {
            self.typed_at.get_or_insert(at);
        }
        Step::draw(effects)
    }

    fn answer(&mut self, news: News, at: Duration) -> Step<Effect> {
        self.clock(at);
        let wanted = self.app.wanted.clone();
        let effects = match news {
            News::Answer { result: Ok(answer), .. } => {
                let heard = Heard::Answer(answer);
                let mut effects = self.hear_at_gate(&heard);
                effects.extend(self.hear(&heard));
                effects
            }
            News::SignedIn(result) => self.hear_at_gate(&Heard::SignedIn(result)),
            News::PasswordSet(result) => self.hear_at_gate(&Heard::PasswordSet(result)),
            News::Answer { result: Err(error), .. } if book::is_known_to_be_away(&self.app, &error) => Vec::new(),
            // What is inside a sealed case is shown once it is written down who looks.
            News::Answer { result: Err(error), .. } if error.kind() == "look_first" => {
                sealed::look(&mut self.app).into_iter().collect()
            }
            News::Answer { result: Err(error), .. } => {
                let was_shown = match error.kind() {
                    "sealed_closed" => sealed::forget(&mut self.app),
                    "unknown_case" => sealed::forget(&mut self.app) || self.app.wanted.is_some(),
                    _ => true,
                };
                // What has closed is asked for with everything else, and nobody is told so each time.
                if was_shown {
                    self.app.complain(&error);
                }
                // What could not be read is not to be taken for what was read before.
                if self.app.case().is_none() {
                    self.app.current = None;
                }
                Vec::new()
            }
            News::Done { ticket, result } => self.done(ticket, result),
            News::Changed => self.hear(&Heard::Changed),
            News::File(health) => {
                file::hear(&mut self.app, health);
                Vec::new()
            }
            News::Reachable(reachable) => {
                self.app.reachable = reachable;
                // What waits to be entered says so itself.
                let is_news = reachable && self.app.waiting == 0;
                self.app.message = is_news.then(|| Message::info(&say("app.reachable")));
                if reachable { self.hear(&Heard::Changed) } else { Vec::new() }
            }
            News::Back => {
                self.app.is_back = true;
                self.app.message = None;
                self.begin_anew()
            }
            News::TakenOut(result) => {
                match result {
                    Ok(path) => {
                        let words = say_with("statistics.taken_out", &[("path", &path.display().to_string())]);
                        self.app.history.push((self.app.now, words.clone()));
                        self.app.tell(&words);
                    }
                    Err(error) => self.app.complain(&error),
                }
                Vec::new()
            }
            News::Waiting(count) => {
                self.app.waiting = count;
                if count > 0 && self.app.reachable { vec![self.app.ask(Query::Book)] } else { Vec::new() }
            }
        };
        // What was found while somebody types is looked at once the typing rests.
        if self.app.resting && self.app.wanted != wanted {
            self.rested_at = Some(at + detail::REST);
        }
        Step::draw(effects)
    }

    fn comes_first(effect: &Effect) -> bool {
        matches!(effect, Effect::Speak(_))
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        if let Some(gate) = &mut self.gate {
            let top = self.app.bare_top();
            let frame = Frame { top: &top, tabs: &[], active: 0, message: None };
            let Rooms { body, footer: line } = frame.draw(area, buffer, &self.app.look)?;
            gate.draw(body, buffer, &self.app);
            let standing = |spec: &CommandSpec<App>| gate.standing(spec.id, &self.app);
            footer(table(), gate.scopes(), standing, line, buffer, &self.app.look);
            return gate.caret();
        }
        let top = self.app.top();
        let tabs: Vec<String> = panes::NAMES.iter().map(|(number, name)| format!("{number} {}", say(name))).collect();
        let message = self.app.message.clone().or_else(|| book::standing(&self.app));
        let frame = Frame { top: &top, tabs: &tabs, active: self.app.pane, message: message.as_ref() };
        let Rooms { body, footer: line } = frame.draw(area, buffer, &self.app.look)?;
        self.layers.draw(body, buffer, &self.app);
        // Where there is nothing to go back to, the footer has better things to say.
        let is_top = self.layers.depth() == 1 && self.app.filter.is_empty();
        let standing = |spec: &CommandSpec<App>| match spec.id {
            "tui.back" if is_top => Standing::Absent,
            id => self.layers.standing(id, &self.app),
        };
        footer(table(), self.layers.scopes(), standing, line, buffer, &self.app.look);
        self.layers.caret()
    }

    fn next_alarm(&self) -> Option<Duration> {
        let minute = Duration::from_secs(60 - u64::from(chrono::Timelike::second(&self.app.now)).min(59));
        let clock = self.at + minute;
        let draft = self.typed_at.map(|at| at + KEEP_DRAFT_AFTER);
        let lock = self.lock_at();
        [Some(clock), draft, self.rested_at, lock, Some(self.escalate_at.max(self.at))].into_iter().flatten().min()
    }

    fn alarm(&mut self, at: Duration) -> Step<Effect> {
        let minute = self.app.now.format("%H:%M").to_string();
        self.clock(at);
        let mut effects = Vec::new();
        if self.typed_at.is_some_and(|typed| typed + KEEP_DRAFT_AFTER <= at) {
            effects.extend(self.keep_drafts());
        }
        if self.rested_at.is_some_and(|rested| rested <= at) {
            self.rested_at = None;
            if self.app.resting {
                effects.extend(self.app.ask_case());
            }
        }
        let over = self.app.current.as_ref().and_then(|view| view.case.sealed.as_ref());
        if over.is_some_and(|sealing| sealing.open_at(self.app.now).is_none()) {
            sealed::forget(&mut self.app);
            self.app.message = Some(Message::warning(&say("sealed.over")));
        }
        let locks = self.lock_at().is_some_and(|due| due <= at);
        if locks {
            let who = Some(self.app.officer.clone());
            effects.extend(self.shut(Why::Locked, who));
        }
        if self.app.reveal_ends.is_some_and(|ends| ends <= self.app.now) {
            let was_shown = std::mem::take(&mut self.app.revealed);
            self.app.reveal_ends = None;
            if was_shown {
                self.app.tell(&say("app.masked_again"));
            }
            effects.extend(self.hear(&Heard::Changed));
        }
        // A shift has ended, or another one begun.
        if self.app.duty.as_ref().is_some_and(|duty| duty.is_past(self.app.now)) {
            effects.push(self.app.ask(Query::Duty));
        }
        if self.escalate_at <= at {
            self.escalate_at = at + ESCALATE_EVERY;
            // Where nothing can be saved, nobody is told so every minute.
            let may = self.app.reachable && permission::may(&self.app.officer, Right::Escalate);
            if may && !self.app.file.as_ref().is_some_and(Health::is_closed) {
                let (_, effect) = self.app.order(Order::escalate(), "");
                effects.push(effect);
            }
        }
        Step { effects, redraw: locks || minute != self.app.now.format("%H:%M").to_string() }
    }

    fn wishes(&mut self) -> Vec<Wish> {
        let mut wishes = std::mem::take(&mut self.app.wishes);
        if self.gate.is_some() {
            // Nothing of a case leaves a locked desk by the window's name or the clipboard either.
            wishes.retain(|wish| matches!(wish, Wish::Repaint | Wish::Notice(_)));
        }
        wishes
    }

    fn is_over(&self) -> bool {
        self.app.over
    }
}
