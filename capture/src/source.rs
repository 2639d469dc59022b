//! Bytes of a capture file, from a path or standard input, plain, gzip or zstd, through one growing window.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much is asked of the file at a time, in bytes.
const CHUNK: usize = 256 * 1024;

/// A reader with a window that can be asked for at least so many bytes.
pub struct Source {
    inner: Box<dyn Read + Send>,
    window: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    /// Bytes given out and dropped so far: the position of the window's start in the (unpacked) file.
    position: u64,
    failed: Option<io::Error>,
    raw_read: Arc<AtomicU64>,
}

impl Source {
    /// Opens a path; `-` is standard input.
    pub fn open(path: &str) -> io::Result<Self> {
        let raw: Box<dyn Read + Send> = if path == "-" {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(path)?)
        };
        Self::new(raw)
    }

    /// Reads plain, gzip or zstd bytes, told apart by their first four.
    pub fn new(raw: Box<dyn Read + Send>) -> io::Result<Self> {
        let raw_read = Arc::new(AtomicU64::new(0));
        let mut counted = Counted {
            inner: raw,
            read: Arc::clone(&raw_read),
        };
        let mut head = Vec::with_capacity(4);
        counted.by_ref().take(4).read_to_end(&mut head)?;
        let packed = head.clone();
        let whole = io::Cursor::new(head).chain(counted);
        let inner: Box<dyn Read + Send> = match packed.as_slice() {
            [0x1F, 0x8B, ..] => Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(
                CHUNK, whole,
            ))),
            [0x28, 0xB5, 0x2F, 0xFD] => Box::new(ZstdFrames::new(BufReader::with_capacity(CHUNK, whole))),
            _ => Box::new(whole),
        };
        let window = vec![0; CHUNK];
        Ok(Self {
            inner,
            window,
            start: 0,
            end: 0,
            ended: false,
            position: 0,
            failed: None,
            raw_read,
        })
    }

    /// The window, with at least `count` bytes unless the file ends before; then all that is left.
    pub fn at_least(&mut self, count: usize) -> &[u8] {
        while self.end - self.start < count && !self.ended {
            self.fill(count);
        }
        &self.window[self.start..self.end]
    }

    /// Drops bytes from the start of the window.
    pub fn consume(&mut self, count: usize) {
        let count = count.min(self.end - self.start);
        self.start += count;
        self.position += count as u64;
    }

    /// Position of the window's start in the unpacked file.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Bytes read so far from the file as it lies on disk.
    pub fn raw_read(&self) -> u64 {
        self.raw_read.load(Ordering::Relaxed)
    }

    /// The error that ended the reading early, such as a broken gzip stream.
    pub fn failure(&self) -> Option<&io::Error> {
        self.failed.as_ref()
    }

    fn fill(&mut self, count: usize) {
        if self.start > 0 && self.window.len() - self.start < count.max(CHUNK) {
            self.window.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.window.len() {
            // Grows by what has really been read, never by what a header claims.
            self.window.resize(self.window.len() * 2, 0);
        }
        match self.inner.read(&mut self.window[self.end..]) {
            Ok(0) => self.ended = true,
            Ok(read) => self.end += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                self.ended = true;
                self.failed = Some(error);
            }
        }
    }
}

struct Counted {
    inner: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Zstandard frames one after another, as `zstd` and `pzstd` write them.
struct ZstdFrames<R: io::BufRead> {
    state: ZstdState<R>,
}

enum ZstdState<R: io::BufRead> {
    Between(R),
    Inside(Box<ruzstd::decoding::StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>),
    Ended,
}

impl<R: io::BufRead> ZstdFrames<R> {
    fn new(inner: R) -> Self {
        Self {
            state: ZstdState::Between(inner),
        }
    }
}

impl<R: io::BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, ZstdState::Ended) {
                ZstdState::Ended => return Ok(0),
                ZstdState::Between(mut inner) => {
                    if inner.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let decoder = ruzstd::decoding::StreamingDecoder::new(inner)
                        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
                    self.state = ZstdState::Inside(Box::new(decoder));
                }
                ZstdState::Inside(mut decoder) => {
                    let read = decoder.read(buffer)?;
                    if read > 0 {
                        self.state = ZstdState::Inside(decoder);
                        return Ok(read);
                    }
                    self.state = ZstdState::Between(decoder.into_inner());
                }
            }
        }
    }
}
