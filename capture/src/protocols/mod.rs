//! What a protocol is: how it is recognised, how its messages are cut from a stream, and which operations it has.
//!
//! One file in this folder is one protocol; `build.rs` finds it. A protocol is a set of pure functions over slices:
//! nothing here may panic, loop without end or allocate by a length that the packet claims.

use crate::record::Message;

include!(concat!(env!("OUT_DIR"), "/protocols.rs"));

/// What an operation does to the plant. The order is the order of growing consequence for people who compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Asks who a device is.
    Identify,
    /// Reads values, files or logs.
    Read,
    /// Writes values.
    Write,
    /// Run, stop, reset, operate, change of mode, set the name or address of a device.
    Control,
    /// Transfers logic, configuration or firmware.
    Program,
    /// Tests, counters, echo, diagnosis.
    Diagnose,
    /// Connect, log on, keep alive, close.
    Session,
    /// Anything else, or not known.
    Other,
}

impl Class {
    /// The word used in plant folders, tables and reports.
    pub fn word(self) -> &'static str {
        match self {
            Class::Identify => "identify",
            Class::Read => "read",
            Class::Write => "write",
            Class::Control => "control",
            Class::Program => "program",
            Class::Diagnose => "diagnose",
            Class::Session => "session",
            Class::Other => "other",
        }
    }
}

/// One row of a protocol's table of functions: its code, name, operation class, and the document that says so.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    pub code: u32,
    pub name: &'static str,
    pub class: Class,
    /// Document and section, such as `Modbus Application Protocol V1.1b3, 6.1`.
    pub source: &'static str,
}

/// How a function is shown to people: label is its code as the protocol's documents write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    pub protocol: &'static str,
    pub label: String,
    pub name: String,
    pub class: Class,
}

/// What carries a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Over {
    Tcp,
    Udp,
    /// Ethernet frames without IP.
    Link,
}

/// Where a protocol usually lives. A hint only orders the questions; content decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    Tcp(u16),
    Udp(u16),
    Ethertype(u16),
    /// Destination service access point of an IEEE 802.2 LLC header.
    Llc(u8),
}

/// Answer to "is this the start of one of your messages?"
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    No,
    /// Could be, but too few bytes, or a header that other protocols share (a bare COTP connect).
    Maybe,
    /// The header fits and the rest does not convince: enough on a hinted port, nowhere else.
    OnPort,
    /// The header fits, but chance or another protocol could produce it: enough on a hinted port; elsewhere a
    /// second message must fit too.
    Weak,
    /// Fits in a way that chance does not produce.
    Strong,
}

/// How a TCP stream is cut into messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// The message is this many bytes long (header included, at least 1), whether or not all are here yet.
    Whole(usize),
    /// The length can only be told once this many bytes from the start of the message are here.
    Need(usize),
    /// Not a message of this protocol.
    Malformed,
}

/// A protocol.
pub trait Protocol: Sync {
    /// Name used in tables, plant folders and reports: lower case, words joined by `-`.
    fn name(&self) -> &'static str;

    /// Usual ports, Ethertypes and LLC addresses. Also says over what the protocol runs: it is only asked about
    /// payloads over a carrier that one of its hints names.
    fn hints(&self) -> &'static [Hint];

    /// Is this the start of a message? For UDP and `Link` the slice is the whole payload; for TCP it starts where
    /// a segment starts.
    fn probe(&self, bytes: &[u8], over: Over) -> Probe;

    /// Length of the message that starts this slice of a TCP stream. `bytes` is never empty. The default takes
    /// what is there as one message, for protocols that are only looked at, not counted.
    fn frame(&self, bytes: &[u8]) -> Framing {
        Framing::Whole(bytes.len())
    }

    /// Longest message over TCP, in bytes; a stream is never buffered beyond it.
    fn longest(&self) -> usize {
        65_559
    }

    /// Reads one whole message and reports what it does. The slice can be shorter than the length that `frame` gave
    /// when the capture cut the packet short; report what is there.
    fn message(&self, bytes: &[u8], over: Over, out: &mut Message<'_>);

    /// Its table: every function that it names, with class and source. May be empty for protocols that are only
    /// recognised.
    fn functions(&self) -> &'static [Function];

    /// How a reported code is shown. The default looks into the table and labels by decimal number.
    fn describe(&self, code: u32) -> Described {
        describe(self.name(), self.functions(), code, code.to_string())
    }
}

/// Looks a code up in a table; unknown codes are `unknown` of class `other`.
pub fn describe(protocol: &'static str, table: &[Function], code: u32, label: String) -> Described {
    let row = table.iter().find(|row| row.code == code);
    Described {
        protocol,
        label,
        name: row.map_or("unknown", |row| row.name).to_owned(),
        class: row.map_or(Class::Other, |row| row.class),
    }
}

/// As [`describe`], for protocols whose functions have no number on the wire or are known by their word: the label
/// is the name.
pub fn describe_by_name(protocol: &'static str, table: &[Function], code: u32) -> Described {
    let mut row = describe(protocol, table, code, String::new());
    row.label.clone_from(&row.name);
    row
}
