//! The loop: wait, take in everything that came, draw once.

use crate::term::{Canvas, Event};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::io::{self, Write};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedReceiver;

/// How long a program whose terminal is gone may go without news before it is ended.
const LAST_SAVE: Duration = Duration::from_secs(30);

/// What came of an event.
#[derive(Debug)]
pub struct Step<E> {
    /// What to do outside, in order.
    pub effects: Vec<E>,
    /// Whether the screen may look different now.
    pub redraw: bool,
}

impl<E> Step<E> {
    /// Draws again, and does these things outside.
    pub fn draw(effects: Vec<E>) -> Self {
        Self { effects, redraw: true }
    }

    /// Nothing changed.
    pub fn nothing() -> Self {
        Self { effects: Vec::new(), redraw: false }
    }
}

/// What the loop can do to the terminal itself, at the program's wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Draw the whole screen again (Ctrl-L).
    Repaint,
    /// Tell of something new, whatever the officer is looking at: a few words without personal data.
    Notice(String),
    /// Put a text on the clipboard.
    Copy(String),
    /// Name the window.
    Title(String),
}

/// A program on the screen: pure, so that it can be tested by replaying events.
pub trait Program {
    /// What it wants done outside.
    type Effect;
    /// What comes back.
    type Answer: Send + 'static;

    /// Takes in an event, at a time counted from the start. [`Event::Hangup`] and [`Event::Terminate`] ask
    /// it to save what is typed and be over.
    fn event(&mut self, event: Event, at: Duration) -> Step<Self::Effect>;

    /// Takes in an answer from outside.
    fn answer(&mut self, answer: Self::Answer, at: Duration) -> Step<Self::Effect>;

    /// Tells whether an effect changes how the screen looks, so that it has to come before the next drawing; all
    /// others come after it, since nobody who types waits for them.
    fn comes_first(effect: &Self::Effect) -> bool {
        let _ = effect;
        false
    }

    /// Draws the screen into a blank buffer and returns where the caret stands.
    fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position>;

    /// Returns when [`Program::alarm`] shall be called next, counted from the start: the clock's next minute,
    /// a draft to save. `None` waits for events alone, without waking up.
    fn next_alarm(&self) -> Option<Duration>;

    /// Does what was due.
    fn alarm(&mut self, at: Duration) -> Step<Self::Effect>;

    /// Returns what the terminal itself shall do, and forgets it.
    fn wishes(&mut self) -> Vec<Wish>;

    /// Tells whether the program is over.
    fn is_over(&self) -> bool;
}

/// Runs a program until it is over.
///
/// Everything that waits is taken in before one drawing, so that a burst of keys is one frame; a key is
/// drawn before anything else is waited for. `perform` starts an effect and must not block: what comes of it
/// comes by `answers`. When the terminal is gone the program gets [`Event::Hangup`] and is awaited, unseen,
/// until it is over; the fault is then returned.
pub async fn run<P: Program, W: Write>(
    program: &mut P,
    canvas: &mut Canvas<W>,
    events: &mut UnboundedReceiver<Event>,
    mut answers: UnboundedReceiver<P::Answer>,
    mut perform: impl FnMut(P::Effect),
) -> io::Result<()> {
    let start = Instant::now();
    let mut redraw = true;
    // What went wrong with the terminal, once it is gone.
    let mut lost = None;
    let mut later: Vec<P::Effect> = Vec::new();
    while !program.is_over() {
        // Paint first; ask afterwards.
        if redraw
            && lost.is_none()
            && let Err(fault) = paint(program, canvas)
        {
            lost = Some(fault);
            let step = program.event(Event::Hangup, start.elapsed());
            later.extend(step.effects);
            redraw = false;
            continue;
        }
        later.drain(..).for_each(&mut perform);
        let wake = program.next_alarm().map(|at| tokio::time::Instant::from_std(start + at));
        let mut step = tokio::select! {
            biased;
            event = events.recv(), if lost.is_none() => {
                if let Some(event) = event {
                    take_event(program, canvas, event, start.elapsed())
                } else {
                    lost = Some(io::ErrorKind::UnexpectedEof.into());
                    program.event(Event::Hangup, start.elapsed())
                }
            }
            Some(answer) = answers.recv() => program.answer(answer, start.elapsed()),
            () = sleep_until(wake) => program.alarm(start.elapsed()),
            () = tokio::time::sleep(LAST_SAVE), if lost.is_some() => break,
        };
        loop {
            redraw = step.redraw;
            for effect in step.effects.drain(..) {
                if P::comes_first(&effect) {
                    perform(effect);
                } else {
                    later.push(effect);
                }
            }
            let next = if let Ok(event) = events.try_recv() {
                take_event(program, canvas, event, start.elapsed())
            } else if let Ok(answer) = answers.try_recv() {
                program.answer(answer, start.elapsed())
            } else {
                break;
            };
            step = Step { redraw: redraw || next.redraw, ..next };
        }
        for wish in program.wishes() {
            redraw |= wish == Wish::Repaint;
            if lost.is_none() {
                // If the terminal is gone, the next frame finds out.
                grant(wish, canvas).ok();
            }
        }
    }
    later.into_iter().for_each(&mut perform);
    lost.map_or(Ok(()), Err)
}

fn take_event<P: Program, W: Write>(
    program: &mut P,
    canvas: &mut Canvas<W>,
    event: Event,
    at: Duration,
) -> Step<P::Effect> {
    if let Event::Resize(columns, rows) = event {
        canvas.resize(columns, rows);
    }
    program.event(event, at)
}

fn paint<P: Program, W: Write>(program: &mut P, canvas: &mut Canvas<W>) -> io::Result<()> {
    let area = canvas.area();
    canvas.frame(|buffer| program.draw(area, buffer)).map(|_| ())
}

fn grant<W: Write>(wish: Wish, canvas: &mut Canvas<W>) -> io::Result<()> {
    match wish {
        Wish::Repaint => {
            canvas.repaint();
            Ok(())
        }
        Wish::Notice(text) => canvas.tell(&text),
        Wish::Copy(text) => canvas.copy(&text),
        Wish::Title(title) => canvas.title(&title),
    }
}

async fn sleep_until(wake: Option<tokio::time::Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::Key;
    use tokio::sync::mpsc::unbounded_channel;

    #[derive(Default)]
    struct Typed {
        text: String,
        drawn: usize,
        wish: Vec<Wish>,
        over: bool,
    }

    impl Program for Typed {
        type Effect = char;
        type Answer = String;

        fn event(&mut self, event: Event, _at: Duration) -> Step<char> {
            match event {
                Event::Key(key) => {
                    self.text.extend(key.text());
                    Step::draw(key.text().into_iter().collect())
                }
                Event::Hangup => {
                    self.over = true;
                    Step::nothing()
                }
                _ => Step::nothing(),
            }
        }

        fn answer(&mut self, answer: String, _at: Duration) -> Step<char> {
            self.text.push_str(&answer);
            self.wish.push(Wish::Notice(String::new()));
            Step::draw(Vec::new())
        }

        fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
            self.drawn += 1;
            super::super::paint::put(buffer, 0, 0, area.width, &self.text, ratatui::style::Style::new());
            None
        }

        fn next_alarm(&self) -> Option<Duration> {
            None
        }

        fn alarm(&mut self, _at: Duration) -> Step<char> {
            Step::nothing()
        }

        fn wishes(&mut self) -> Vec<Wish> {
            std::mem::take(&mut self.wish)
        }

        fn is_over(&self) -> bool {
            self.over
        }
    }

    #[test]
    fn a_burst_of_keys_is_one_frame_and_a_dropped_line_ends_the_program() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let mut program = Typed::default();
        let mut canvas = Canvas::new(Vec::new(), 40, 2);
        let (sender, mut events) = unbounded_channel();
        let (answer, answers) = unbounded_channel();
        for c in "楼上漏水，物业不管".chars() {
            sender.send(Event::Key(Key::char(c))).unwrap();
        }
        runtime.block_on(async {
            let late = async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                drop(sender);
            };
            let done = run(&mut program, &mut canvas, &mut events, answers, |effect| {
                if effect == '管' {
                    answer.send("！".into()).unwrap();
                }
            });
            let (result, ()) = tokio::join!(done, late);
            assert!(result.is_err(), "the line was dropped");
        });
        assert_eq!(program.text, "楼上漏水，物业不管！");
        assert_eq!(program.drawn, 3, "one blank frame, one for everything typed, one for the answer to it");
    }

    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_terminal_that_is_gone_lets_the_program_save_and_end() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let mut program = Typed::default();
        let (_sender, mut events) = unbounded_channel();
        let mut canvas = Canvas::new(Gone, 40, 2);
        let result = runtime.block_on(run(&mut program, &mut canvas, &mut events, unbounded_channel().1, |_| {}));
        assert!(result.is_err() && program.over);
    }
}
