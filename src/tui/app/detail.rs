//! The case beside a list: it follows the cursor once that rests, and its words are made when they change.

use super::{App, Effect};
use crate::desk::views::CaseView;
use crate::domain::ids::{CaseNo, ClockId, SessionId};
use crate::tui::paint::rule;
use crate::tui::widgets::{Piece, ScrollText};
use crate::words::Lang;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;
use std::time::Duration;

/// How long the cursor has to rest before the case under it is read: while keys keep coming, nobody reads it.
pub const REST: Duration = Duration::from_millis(80);

/// What the words beside a list were made for; anything else, and they are made again.
#[derive(Debug, Clone, PartialEq)]
struct Made {
    read: u64,
    minute: i64,
    lang: Lang,
    pane: usize,
    centre: *const crate::domain::centre::Centre,
    clock: Option<ClockId>,
    session: Option<SessionId>,
}

/// The case beside a list.
#[derive(Default)]
pub struct Detail {
    text: ScrollText,
    made: Option<Made>,
    no: Option<CaseNo>,
}

impl Detail {
    /// Draws the case that was read last, with a rule before it; `lines` tells it where it has to be told anew.
    pub fn draw(
        &mut self,
        area: Rect,
        buffer: &mut Buffer,
        app: &App,
        lines: impl FnOnce(&CaseView, &App) -> Vec<Piece>,
    ) {
        rule(buffer, area.x - 1, area, &app.look);
        // Until the next one is read the last one stays: it says itself which case it is.
        let view = app.current.as_deref().filter(|_| app.wanted.is_some());
        let made = view.map(|_| Made {
            read: app.read,
            minute: app.now.timestamp() / 60,
            lang: Lang::current(),
            pane: app.pane,
            centre: Arc::as_ptr(&app.centre),
            clock: app.clock,
            session: app.session,
        });
        let waits = app.case().is_none() && self.made.is_some() && made.is_some();
        if made != self.made && !waits {
            self.made = made;
            let no = view.map(|view| view.case.no.clone());
            if no != self.no {
                self.no = no;
                self.text.rewind();
            }
            self.text.set(view.map(|view| lines(view, app)).unwrap_or_default());
        }
        self.text.draw(area, buffer, &app.look);
    }
}

impl App {
    /// Turns to the case under the cursor: it is read at once, or, where a key moved the cursor, once that rests.
    pub fn follow(&mut self, no: &CaseNo) -> Option<Effect> {
        if !self.by_key || self.wanted.as_ref() == Some(no) {
            return self.look_at(no);
        }
        self.settle(no);
        None
    }

    /// Turns to another case, which is read once the cursor rests.
    pub fn settle(&mut self, no: &CaseNo) {
        if self.wanted.as_ref() != Some(no) {
            self.turn_to(no);
            self.resting = true;
        }
    }
}
