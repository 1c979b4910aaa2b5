//! How the file is, at the top of the screen and in the message line.

use super::App;
use crate::desk::{Footing, Health, Trouble};
use crate::tui::widgets::Message;
use crate::words::{say, say_with};

/// Says for the top line how the file is, and whether nobody may overlook it.
pub(super) fn words(health: &Health) -> (String, bool) {
    match (&health.trouble, &health.footing) {
        (Some(trouble), _) => (of_trouble("top", trouble), true),
        (None, Footing::Local) => (say("file.top.local"), false),
        (None, Footing::Share { proven }) => (say_with("file.top.share", &[("date", proven)]), false),
        (None, Footing::Unproven) => (say("file.top.unproven"), true),
    }
}

/// Takes in how the file is; what is worse than before is said once at length.
pub(super) fn hear(app: &mut App, health: Health) {
    if let Some(trouble) = &health.trouble
        && app.file.as_ref().and_then(|before| before.trouble.as_ref()).map(std::mem::discriminant)
            != Some(std::mem::discriminant(trouble))
    {
        let words = of_trouble("long", trouble);
        app.message = Some(if health.is_closed() { Message::error(&words) } else { Message::warning(&words) });
    }
    app.file = Some(health);
}

fn of_trouble(length: &str, trouble: &Trouble) -> String {
    let name = match trouble {
        Trouble::Damaged => "damaged",
        Trouble::Newer => "newer",
        Trouble::ReadOnly => "read_only",
        Trouble::Full => "full",
        Trouble::Low { mib } => return say_with(&format!("file.{length}.low"), &[("mib", &mib.to_string())]),
    };
    say(&format!("file.{length}.{name}"))
}
