//! Progress on standard error while a run goes on: documents, bytes read, MB/s, time left.

use std::io::{IsTerminal, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tilshi::parallel::Progress;

use super::args::When;

/// A bar that follows the counters until it is dropped.
pub(crate) struct Bar {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    /// Starts a bar over `total` bytes of input (0: unknown).
    pub(crate) fn start(when: When, total: u64, read: Arc<AtomicU64>, done: Arc<Progress>) -> Bar {
        let stop = Arc::new(AtomicBool::new(false));
        let show = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => stderr().is_terminal(),
        };
        if !show {
            return Bar { stop, thread: None };
        }
        let bar = match total {
            0 => ProgressBar::no_length(),
            _ => ProgressBar::new(total),
        };
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
        let template = match total {
            0 => "{spinner} {msg} documents  {bytes}  {binary_bytes_per_sec}  {elapsed}",
            _ => {
                "{bar:30} {percent:>3}%  {msg} documents  {bytes}/{total_bytes}  {binary_bytes_per_sec}  {eta} left"
            }
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let stopped = stop.clone();
        let plain = when == When::Always && !stderr().is_terminal();
        let thread = thread::spawn(move || {
            let mut ticks = 0u32;
            while !stopped.load(Ordering::Relaxed) {
                let documents = done.documents.load(Ordering::Relaxed);
                let bytes = read.load(Ordering::Relaxed);
                bar.set_position(bytes);
                bar.set_message(documents.to_string());
                // Where there is no terminal to draw on: a line now and then.
                if plain && ticks % 50 == 49 {
                    super::say(format_args!(
                        "tilshi: {documents} documents, {:.1} of {:.1} MB",
                        bytes as f64 / 1e6,
                        total as f64 / 1e6
                    ));
                }
                ticks += 1;
                thread::park_timeout(Duration::from_millis(200));
            }
            bar.finish_and_clear();
        });
        Bar { stop, thread: Some(thread) }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            drop(thread.join());
        }
    }
}
