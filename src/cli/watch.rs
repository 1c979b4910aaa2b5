//! The watch (值守): a service that lets the ladder climb where no desk is open, and gives each alarm to the centre's hook.

use super::args::WatchForm;
use super::fail::{Fail, MARK};
use super::hook::{Hook, Missed};
use super::{App, Session, place};
use crate::desk::{Alarm, DeskError, Order, Post};
use crate::domain::permission::{self, Right};
use crate::term::interrupt::Interrupt;
use crate::words::{say, say_with};
use std::time::{Duration, Instant};

/// How often the ladder is looked at where nothing else is said.
const EVERY: u64 = 60;

/// How long the hook may take where nothing else is said.
const PATIENCE: u64 = 10;

/// The longest pause after failures of the hook.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// Watches until somebody wants it to end, or once.
pub(super) fn watch(app: &App<'_>, form: &WatchForm) -> Result<(), Fail> {
    let settings = place::watch()?;
    let patience = Duration::from_secs(settings.hook_seconds.unwrap_or(PATIENCE).max(1));
    let command = form.hook.as_deref().or(settings.hook.as_deref());
    let hook = command.map(|command| Hook::read(command, patience)).transpose()?;
    let every = Duration::from_secs(form.every.or(settings.every_seconds).unwrap_or(EVERY).max(1));
    let session = app.session()?;
    permission::check(&session.officer, Right::Escalate).map_err(DeskError::NotPermitted)?;
    if hook.is_some() && !session.desk.shows_everything() {
        return Err(Fail::not_permitted("hook_sight", &[]));
    }
    if form.test_hook {
        return test(app, &session, hook.as_ref());
    }
    let interrupt = Interrupt::heard();
    let mut watch = Watch { app, every, hook, told: session.desk.head()?, post: None, failed: 0, rests_until: None };
    watch.begin(session, form.once, &interrupt)
}

/// Gives the hook an alarm that was made up.
fn test(app: &App<'_>, session: &Session, hook: Option<&Hook>) -> Result<(), Fail> {
    let hook = hook.ok_or_else(|| Fail::usage("hook_missing", &[]))?;
    let alarm = Alarm::sample(session.centre()?, session.now(app)?);
    if let Err(missed) = hook.give(&alarm) {
        return Err(Fail::refused("hook_failed", &[("why", &missed.words())]));
    }
    if app.out.json { app.out.json(&alarm) } else { app.out.line(&say_with("watch.tested", &[("text", &alarm.text)])) }
}

/// What the watch keeps in mind from one round to the next.
struct Watch<'a> {
    app: &'a App<'a>,
    every: Duration,
    hook: Option<Hook>,
    /// Up to which place in the log its own lines have told.
    told: i64,
    /// The post of the one who tells the hook.
    post: Option<Post>,
    /// How often in a row the hook has failed.
    failed: u32,
    /// Until when it is left alone after that.
    rests_until: Option<Instant>,
}

impl Watch<'_> {
    fn begin(&mut self, session: Session, once: bool, interrupt: &Interrupt) -> Result<(), Fail> {
        if !once {
            self.note(&say_with("watch.begun", &[("seconds", &self.every.as_secs().to_string())]));
        }
        let mut session = Some(session);
        let mut trouble: Option<String> = None;
        loop {
            let round = self.round(&mut session, interrupt);
            self.app.out.flush()?;
            let more = match round {
                Ok(more) => {
                    if trouble.take().is_some() {
                        self.note(&say("watch.back"));
                    }
                    more
                }
                Err(fail) if once || !passes(&fail) => return Err(fail),
                // The file may be away, busy, full: it is waited for, and said once.
                Err(fail) => {
                    (session, self.post) = (None, None);
                    if trouble.as_deref() != fail.kind() {
                        trouble = Some(fail.kind().unwrap_or_default().to_owned());
                        fail.report(&self.app.out);
                        self.note(&say("watch.waits"));
                    }
                    false
                }
            };
            if once && self.failed > 0 {
                return Err(Fail::Said(1));
            }
            let over = if more { interrupt.is_wanted() } else { once || interrupt.sleep(self.every) };
            if over {
                break;
            }
        }
        if !once {
            self.note(&say("watch.ended"));
        }
        Ok(())
    }

    /// Lets the ladder climb and tells what was raised; returns whether there is more to tell at once.
    fn round(&mut self, session: &mut Option<Session>, interrupt: &Interrupt) -> Result<bool, Fail> {
        let session = match session {
            Some(session) => session,
            None => session.insert(self.app.session()?),
        };
        session.desk.refresh()?;
        // What is open can be read for long after the file was taken away.
        session.desk.change_token()?;
        // Before anything is raised: a hook that was never told begins here, not with years of old alarms.
        let tells = self.takes_post(session)?;
        session.perform(self.app, &Order::escalate())?;
        session.desk.refresh()?;
        // An older copy may have taken the file's place.
        self.told = self.told.min(session.desk.head()?);
        loop {
            let (alarms, upto) = session.desk.alarms(self.told)?;
            for alarm in &alarms {
                self.line(alarm)?;
            }
            if upto == self.told {
                break;
            }
            self.told = upto;
        }
        if tells { self.deliver(session, interrupt) } else { Ok(false) }
    }

    /// Takes the post of the one who tells the hook, unless another watch has it.
    fn takes_post(&mut self, session: &mut Session) -> Result<bool, Fail> {
        if self.hook.is_none() {
            return Ok(false);
        }
        if self.post.is_none() {
            self.post = session.desk.take_post()?;
            if self.post.is_some() && session.desk.hook_told()?.is_none() {
                let head = session.desk.head()?;
                session.desk.tell_hook(head)?;
            }
        }
        Ok(self.post.is_some())
    }

    /// Gives the hook what it has not been told, in order; returns whether it was cut short to look at the ladder.
    fn deliver(&mut self, session: &mut Session, interrupt: &Interrupt) -> Result<bool, Fail> {
        let begun = Instant::now();
        if self.rests_until.is_some_and(|until| until > begun) {
            return Ok(false);
        }
        let mut told = session.desk.hook_told()?.unwrap_or_default();
        loop {
            let (alarms, upto) = session.desk.alarms(told)?;
            for alarm in &alarms {
                if interrupt.is_wanted() || begun.elapsed() > self.every {
                    return Ok(true);
                }
                let given = self.hook.as_ref().map_or(Ok(()), |hook| hook.give(alarm));
                if let Err(missed) = given {
                    self.missed(alarm, &missed);
                    return Ok(false);
                }
                (self.failed, self.rests_until) = (0, None);
                session.desk.tell_hook(alarm.id)?;
            }
            // What is no alarm is passed over without a write.
            if upto <= told {
                return Ok(false);
            }
            told = upto;
        }
    }

    /// Leaves the hook alone for a while, longer each time.
    fn missed(&mut self, alarm: &Alarm, missed: &Missed) {
        let pause = self.every.saturating_mul(1 << self.failed.min(16)).min(LONGEST_PAUSE);
        self.failed += 1;
        self.rests_until = Instant::now().checked_add(pause);
        let (why, seconds) = (missed.words(), pause.as_secs().to_string());
        let values = [("no", alarm.no.as_str()), ("why", &why), ("seconds", &seconds)];
        self.note(&format!("{MARK} {}", say_with("watch.missed.said", &values)));
    }

    /// Writes the line of an alarm: whoever raised it, it stands here once.
    fn line(&self, alarm: &Alarm) -> Result<(), Fail> {
        if self.app.out.json {
            return self.app.out.record(&serde_json::to_value(alarm).map_err(std::io::Error::from)?);
        }
        self.app.out.line(&format!("{} {}", alarm.at.format("%Y-%m-%d %H:%M:%S"), alarm.text))
    }

    /// Says on stderr what happens to the watch itself.
    fn note(&self, words: &str) {
        if !self.app.out.json {
            self.app.out.complain(words);
        }
    }
}

/// Tells whether a fault may pass, so that the watch goes on.
fn passes(fail: &Fail) -> bool {
    matches!(fail, Fail::Desk(DeskError::Store(_)))
}
