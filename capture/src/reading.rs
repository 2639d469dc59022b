//! A reading: several capture files, merged by time, to batches of rows.

use crate::columns::{Conversations, FileRows, HostRows, IdentityRows, Operations, TallyRows};
use crate::container::Container;
use crate::conversation::Conversation;
use crate::engine::{Captured, Engine};
use crate::record::{Identity, Place};
use arrow_array::RecordBatch;
use std::fmt;
use std::io;

/// Conversations kept in memory at a time, unless asked otherwise: about 80 MB when all of them speak.
pub const MOST_CONVERSATIONS: usize = 100_000;

/// Rows in a batch of conversations.
const BATCH: usize = 32_768;

/// Packets between two reports of progress.
const PROGRESS_EVERY: u64 = 65_536;

/// Receives what a reading makes.
pub trait Sink {
    type Error;

    /// Rows of a table: `conversation`, `operation`, `host`, `identity`, `tally` or `file`. A table comes in several
    /// batches; a conversation that was closed early and goes on comes again, with another id.
    fn batch(&mut self, table: &'static str, batch: RecordBatch) -> Result<(), Self::Error>;

    /// Bytes of the files read from disk so far, and packets.
    fn progress(&mut self, bytes: u64, packets: u64) -> Result<(), Self::Error>;
}

/// Why a reading could not be done.
#[derive(Debug)]
pub enum Error<E> {
    /// A file cannot be read, or is no capture.
    File { path: String, error: io::Error },
    /// The receiver refused.
    Sink(E),
}

impl<E> From<E> for Error<E> {
    fn from(error: E) -> Self {
        Error::Sink(error)
    }
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::File { path, error } => write!(f, "{path}: {error}"),
            Error::Sink(error) => error.fmt(f),
        }
    }
}

/// What a reading did as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub packets: u64,
    pub bytes: u64,
    /// Conversations closed early to stay within bounds; their rows must be added up.
    pub evicted: u64,
}

/// One file of a reading.
struct Input {
    path: String,
    index: u32,
    container: Container,
    frames: u64,
    bytes: u64,
    span: Option<(i64, i64)>,
}

/// What is kept of a file that has been read.
struct Ended {
    path: String,
    index: u32,
    frames: u64,
    bytes: u64,
    span: Option<(i64, i64)>,
    /// Bytes read from disk.
    read: u64,
}

#[derive(Default)]
struct Rows {
    conversations: Conversations,
    operations: Operations,
    count: usize,
}

/// Reads capture files (`-` is standard input) as one network: packets are taken in the order of time, so the order in
/// which the files are named does not matter, nor whether a capture was cut in pieces.
pub fn read<S: Sink>(paths: &[String], most: usize, sink: &mut S) -> Result<Summary, Error<S::Error>> {
    let mut starts = Vec::new();
    for path in paths {
        // Standard input cannot be opened twice; alone or not, it is taken from the start.
        let start = match path.as_str() {
            "-" => i64::MIN,
            path if paths.len() > 1 => open(path)?.packet().map_or(i64::MAX, |packet| packet.us),
            _ => i64::MIN,
        };
        starts.push((start, path));
    }
    starts.sort();
    let mut reading = Reading {
        engine: Engine::new(most),
        rows: Rows::default(),
        active: Vec::new(),
        done: Vec::new(),
        summary: Summary::default(),
    };
    for (index, (_, path)) in starts.iter().enumerate() {
        let (path, index) = ((*path).clone(), index as u32);
        let container = open(&path)?;
        reading.active.push(Input {
            path,
            index,
            container,
            frames: 0,
            bytes: 0,
            span: None,
        });
        reading.merge(starts.get(index as usize + 1).map_or(i64::MAX, |next| next.0), sink)?;
    }
    reading.merge(i64::MAX, sink)?;
    reading.finish(sink)
}

fn open<E>(path: &str) -> Result<Container, Error<E>> {
    Container::open(path).map_err(|error| Error::File {
        path: path.to_owned(),
        error,
    })
}

struct Reading {
    engine: Engine,
    rows: Rows,
    active: Vec<Input>,
    done: Vec<Ended>,
    summary: Summary,
}

impl Reading {
    /// Takes packets from the open files, the earliest first, until the next file starts.
    fn merge<S: Sink>(&mut self, until: i64, sink: &mut S) -> Result<(), Error<S::Error>> {
        loop {
            // An ended file has no packet and goes to the front.
            let times = self
                .active
                .iter_mut()
                .map(|input| input.container.packet().map(|packet| packet.us));
            let Some((at, us)) = times.enumerate().min_by_key(|&(_, us)| us) else {
                return Ok(());
            };
            match us {
                None => {
                    let input = self.active.remove(at);
                    self.close(input);
                }
                Some(us) if us >= until && until != i64::MAX => return Ok(()),
                // Alone in its time, a file needs no comparing.
                Some(_) if self.active.len() == 1 => {
                    while self.active[0]
                        .container
                        .packet()
                        .is_some_and(|packet| packet.us < until)
                    {
                        self.take(0, sink)?;
                    }
                    if until == i64::MAX {
                        while self.active[0].container.packet().is_some() {
                            self.take(0, sink)?;
                        }
                    }
                }
                Some(_) => self.take(at, sink)?,
            }
        }
    }

    fn take<S: Sink>(&mut self, at: usize, sink: &mut S) -> Result<(), Error<S::Error>> {
        let input = &mut self.active[at];
        let Some(packet) = input.container.packet() else {
            return Ok(());
        };
        input.frames += 1;
        input.bytes += u64::from(packet.length);
        let (first, last) = input.span.unwrap_or((packet.us, packet.us));
        input.span = Some((first.min(packet.us), last.max(packet.us)));
        let place = Place {
            file: input.index,
            frame: input.frames,
            offset: 0,
            us: packet.us,
        };
        self.engine.frame(Captured {
            link: packet.link,
            length: packet.length,
            data: packet.data,
            place,
        });
        self.summary.packets += 1;
        self.summary.bytes += u64::from(packet.length);
        input.container.advance();
        if self.summary.packets.is_multiple_of(PROGRESS_EVERY) {
            let open: u64 = self.active.iter().map(|input| input.container.raw_read()).sum();
            let read = open + self.done.iter().map(|ended| ended.read).sum::<u64>();
            sink.progress(read, self.summary.packets)?;
        }
        if self.engine.full() {
            let gone = self.engine.evict();
            self.put(&gone, sink)?;
        }
        Ok(())
    }

    fn close(&mut self, input: Input) {
        if let Some(damage) = input.container.damage() {
            self.engine.count(input.index, damage.reason);
        }
        let Input {
            path,
            index,
            frames,
            bytes,
            span,
            ..
        } = input;
        // The file itself is let go: a folder of captures holds more files than may be open at a time.
        self.done.push(Ended {
            path,
            index,
            frames,
            bytes,
            span,
            read: input.container.raw_read(),
        });
    }

    fn put<S: Sink>(&mut self, conversations: &[Conversation], sink: &mut S) -> Result<(), Error<S::Error>> {
        for conversation in conversations {
            let client = self.rows.conversations.push(conversation, &self.engine.candidates);
            self.rows.operations.push(conversation, client);
            self.rows.count += 1;
            if self.rows.count >= BATCH {
                self.rows.flush(sink)?;
            }
        }
        Ok(())
    }

    fn finish<S: Sink>(mut self, sink: &mut S) -> Result<Summary, Error<S::Error>> {
        let last = self.engine.finish();
        self.put(&last, sink)?;
        drop(last);
        self.rows.flush(sink)?;
        let mut hosts = HostRows::default();
        for host in &self.engine.hosts.list {
            hosts.push(host);
        }
        sink.batch("host", whole(hosts.batch()))?;
        let mut said: Vec<(&Identity, &(Place, u64))> = self.engine.book.statements.iter().collect();
        said.sort();
        let mut identities = IdentityRows::default();
        for (identity, (first, count)) in said {
            identities.push(identity, *first, *count);
        }
        sink.batch("identity", whole(identities.batch()))?;
        let mut tally = TallyRows::default();
        for ((file, reason), count) in &self.engine.tally {
            tally.push(*file, reason, *count);
        }
        sink.batch("tally", whole(tally.batch()))?;
        self.done.sort_by_key(|input| input.index);
        let mut files = FileRows::default();
        for input in &self.done {
            files.push(input.index, &input.path, input.frames, input.bytes, input.span);
        }
        sink.batch("file", whole(files.batch()))?;
        self.summary.evicted = self.engine.evicted;
        Ok(self.summary)
    }
}

impl Rows {
    fn flush<S: Sink>(&mut self, sink: &mut S) -> Result<(), S::Error> {
        self.count = 0;
        sink.batch("conversation", whole(self.conversations.batch()))?;
        sink.batch("operation", whole(self.operations.batch()))
    }
}

/// The columns of a table are filled row by row, so they always fit together.
fn whole(batch: Result<RecordBatch, arrow_schema::ArrowError>) -> RecordBatch {
    batch.expect("columns of one length")
}
