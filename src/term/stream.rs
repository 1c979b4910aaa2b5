//! The stream of events, owned by one task so that it is never cancelled half-way.

use super::event::Event;
use futures_util::StreamExt as _;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Starts reading events on the running tokio runtime; they arrive in order on the receiver.
///
/// The queue is unbounded since its length is bounded by what fingers and the system can do, and a key
/// must never be dropped. When the terminal is gone, the last event is [`Event::Hangup`].
pub fn events() -> std::io::Result<UnboundedReceiver<Event>> {
    let (sender, receiver) = unbounded_channel();
    watch_signals(&sender)?;
    tokio::spawn(async move {
        let mut stream = crossterm::event::EventStream::new();
        // While events are there this task does not yield, so what came in one read is taken in together.
        // Nothing may look ahead without waiting: the stream keeps the first waker it is polled with.
        while let Some(Ok(event)) = stream.next().await {
            let Some(event) = Event::from_crossterm(event) else { continue };
            // A new size that comes together with a key is lost there: it is heard of below.
            if cfg!(unix) && matches!(event, Event::Resize(..)) {
                continue;
            }
            if sender.send(event).is_err() {
                return;
            }
        }
        // Nobody left to tell, or the receiver ends the program: either way done.
        sender.send(Event::Hangup).ok();
    });
    Ok(receiver)
}

#[cfg(unix)]
fn watch_signals(sender: &UnboundedSender<Event>) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut window = signal(SignalKind::window_change())?;
    let resized = sender.clone();
    tokio::spawn(async move {
        while window.recv().await.is_some() {
            let size = crossterm::terminal::size().ok();
            if size.is_some_and(|(columns, rows)| resized.send(Event::Resize(columns, rows)).is_err()) {
                return;
            }
        }
    });
    for (kind, event) in [(SignalKind::hangup(), Event::Hangup), (SignalKind::terminate(), Event::Terminate)] {
        let mut stream = signal(kind)?;
        let sender = sender.clone();
        tokio::spawn(async move {
            while stream.recv().await.is_some() {
                if sender.send(event.clone()).is_err() {
                    return;
                }
            }
        });
    }
    Ok(())
}

#[cfg(not(unix))]
fn watch_signals(sender: &UnboundedSender<Event>) -> std::io::Result<()> {
    let mut close = tokio::signal::windows::ctrl_close()?;
    let sender = sender.clone();
    tokio::spawn(async move {
        if close.recv().await.is_some() {
            sender.send(Event::Terminate).ok();
        }
    });
    Ok(())
}
