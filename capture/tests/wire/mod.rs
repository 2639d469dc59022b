//! Hand-made frames and capture files for tests, and a reading of them as plain rows.

#![allow(dead_code)]

use arrow_array::cast::AsArray;
use arrow_array::types::{UInt16Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use keur_capture::reading::{self, Sink};
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

pub const CLIENT: ([u8; 4], u16) = ([10, 0, 0, 1], 50_000);
pub const PLC: ([u8; 4], u16) = ([10, 0, 0, 2], 502);

pub const SYN: u8 = 2;
pub const ACK: u8 = 16;
pub const RST: u8 = 4;

/// A Modbus/TCP request: read holding registers.
pub fn modbus_read(transaction: u16) -> Vec<u8> {
    let [high, low] = transaction.to_be_bytes();
    vec![high, low, 0, 0, 0, 6, 1, 3, 0, 0, 0, 2]
}

/// Its answer.
pub fn modbus_answer(transaction: u16) -> Vec<u8> {
    let [high, low] = transaction.to_be_bytes();
    vec![high, low, 0, 0, 0, 7, 1, 3, 4, 0, 1, 0, 2]
}

/// An Ethernet frame with IPv4 and this payload.
pub fn ipv4(from: [u8; 4], to: [u8; 4], protocol: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![2, 0, 0, 0, 0, to[3], 2, 0, 0, 0, 0, from[3], 8, 0];
    let total = (20 + payload.len()) as u16;
    frame.extend([0x45, 0]);
    frame.extend(total.to_be_bytes());
    frame.extend([0, 1, 0, 0, 64, protocol, 0, 0]);
    frame.extend(from);
    frame.extend(to);
    frame.extend(payload);
    frame
}

/// A TCP segment in an Ethernet frame.
pub fn tcp(
    from: ([u8; 4], u16),
    to: ([u8; 4], u16),
    sequence: u32,
    acknowledged: u32,
    flags: u8,
    data: &[u8],
) -> Vec<u8> {
    let mut segment = Vec::new();
    segment.extend(from.1.to_be_bytes());
    segment.extend(to.1.to_be_bytes());
    segment.extend(sequence.to_be_bytes());
    segment.extend(acknowledged.to_be_bytes());
    segment.extend([0x50, flags, 4, 0, 0, 0, 0, 0]);
    segment.extend(data);
    ipv4(from.0, to.0, 6, &segment)
}

/// A UDP datagram in an Ethernet frame.
pub fn udp(from: ([u8; 4], u16), to: ([u8; 4], u16), data: &[u8]) -> Vec<u8> {
    let mut datagram = Vec::new();
    datagram.extend(from.1.to_be_bytes());
    datagram.extend(to.1.to_be_bytes());
    datagram.extend((8 + data.len() as u16).to_be_bytes());
    datagram.extend([0, 0]);
    datagram.extend(data);
    ipv4(from.0, to.0, 17, &datagram)
}

/// A pcap file with microseconds, one frame a millisecond.
pub fn pcap(frames: &[Vec<u8>]) -> Vec<u8> {
    pcap_from(frames, 0)
}

/// The same, with the first frame so many milliseconds after the start of the recording.
pub fn pcap_from(frames: &[Vec<u8>], start: usize) -> Vec<u8> {
    let mut file = vec![
        0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0,
    ];
    for (number, frame) in frames.iter().enumerate() {
        let us = (start + number) as u32 * 1_000;
        file.extend((1_700_000_000 + us / 1_000_000).to_le_bytes());
        file.extend((us % 1_000_000).to_le_bytes());
        file.extend((frame.len() as u32).to_le_bytes());
        file.extend((frame.len() as u32).to_le_bytes());
        file.extend(frame);
    }
    file
}

/// The same packets as pcapng, big-endian, with nanosecond stamps and a block that readers pass over.
pub fn pcapng(frames: &[Vec<u8>]) -> Vec<u8> {
    fn block(kind: u32, body: &[u8]) -> Vec<u8> {
        let padded = body.len().next_multiple_of(4);
        let total = (12 + padded) as u32;
        let mut block = kind.to_be_bytes().to_vec();
        block.extend(total.to_be_bytes());
        block.extend(body);
        block.resize(8 + padded, 0);
        block.extend(total.to_be_bytes());
        block
    }
    let mut section = vec![0x1A, 0x2B, 0x3C, 0x4D, 0, 1, 0, 0];
    section.extend([0xFF; 8]);
    let mut file = block(0x0A0D_0D0A, &section);
    file.extend(block(1, &[0, 1, 0, 0, 0, 4, 0, 0, 0, 9, 0, 1, 9, 0, 0, 0, 0, 0, 0, 0]));
    file.extend(block(0x0BAD, b"not a packet"));
    for (number, frame) in frames.iter().enumerate() {
        let stamp = 1_700_000_000_000_000_000_u64 + number as u64 * 1_000_000;
        let mut body = 0_u32.to_be_bytes().to_vec();
        body.extend(((stamp >> 32) as u32).to_be_bytes());
        body.extend((stamp as u32).to_be_bytes());
        body.extend((frame.len() as u32).to_be_bytes());
        body.extend((frame.len() as u32).to_be_bytes());
        body.extend(frame);
        file.extend(block(6, &body));
    }
    file
}

/// A file that goes when the test ends.
pub struct TempFile(pub PathBuf);

impl TempFile {
    pub fn new(bytes: &[u8]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("keur-capture-{}-{number}", std::process::id()));
        std::fs::write(&path, bytes).expect("the temporary folder takes files");
        Self(path)
    }

    pub fn path(&self) -> String {
        self.0.to_string_lossy().into_owned()
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// One conversation as a test sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    pub client: String,
    pub server_port: u16,
    pub protocol: Option<String>,
    pub recognised_by: Option<String>,
    pub packets: (u64, u64),
    pub bytes: (u64, u64),
    /// `(function, to the server, count)`.
    pub operations: Vec<(String, bool, u64)>,
}

/// What a reading gave.
#[derive(Debug, Default)]
pub struct Seen {
    pub rows: Vec<Row>,
    pub tally: Vec<(String, u64)>,
    pub packets: u64,
    pub split: u64,
    ids: Vec<u64>,
    operations: Vec<(u64, String, bool, u64)>,
}

fn text(batch: &RecordBatch, name: &str, row: usize) -> Option<String> {
    let column = batch.column_by_name(name).expect("column").as_string::<i32>();
    (!column.is_null(row)).then(|| column.value(row).to_owned())
}

fn number(batch: &RecordBatch, name: &str, row: usize) -> u64 {
    batch
        .column_by_name(name)
        .expect("column")
        .as_primitive::<UInt64Type>()
        .value(row)
}

impl Sink for Seen {
    type Error = Infallible;

    fn batch(&mut self, table: &'static str, batch: RecordBatch) -> Result<(), Infallible> {
        for row in 0..batch.num_rows() {
            match table {
                "conversation" => {
                    self.ids.push(number(&batch, "id", row));
                    let port = batch
                        .column_by_name("server_port")
                        .expect("column")
                        .as_primitive::<UInt16Type>();
                    self.rows.push(Row {
                        client: text(&batch, "client", row).unwrap_or_default(),
                        server_port: port.value(row),
                        protocol: text(&batch, "protocol", row),
                        recognised_by: text(&batch, "recognised_by", row),
                        packets: (
                            number(&batch, "packets_to_server", row),
                            number(&batch, "packets_to_client", row),
                        ),
                        bytes: (
                            number(&batch, "bytes_to_server", row),
                            number(&batch, "bytes_to_client", row),
                        ),
                        operations: Vec::new(),
                    });
                }
                "operation" => {
                    let to_server = batch
                        .column_by_name("to_server")
                        .expect("column")
                        .as_boolean()
                        .value(row);
                    let function = text(&batch, "function", row).unwrap_or_default();
                    let (id, count) = (number(&batch, "conversation", row), number(&batch, "count", row));
                    self.operations.push((id, function, to_server, count));
                }
                "tally" => {
                    self.tally.push((
                        text(&batch, "reason", row).unwrap_or_default(),
                        number(&batch, "count", row),
                    ));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn progress(&mut self, _bytes: u64, _packets: u64) -> Result<(), Infallible> {
        Ok(())
    }
}

/// Reads files as one network, keeping at most so many conversations.
pub fn read_files(files: &[TempFile], most: usize) -> Seen {
    let mut seen = Seen::default();
    let paths: Vec<String> = files.iter().map(TempFile::path).collect();
    let summary = reading::read(&paths, most, &mut seen).expect("captures that can be opened");
    seen.packets = summary.packets;
    seen.split = summary.evicted;
    for (id, function, to_server, count) in std::mem::take(&mut seen.operations) {
        let at = seen
            .ids
            .iter()
            .position(|known| *known == id)
            .expect("an operation belongs to a conversation");
        seen.rows[at].operations.push((function, to_server, count));
    }
    seen
}

/// Reads one file.
pub fn read_bytes(bytes: &[u8]) -> Seen {
    read_files(&[TempFile::new(bytes)], 1_000)
}

/// Reads frames as a pcap file.
pub fn read_frames(frames: &[Vec<u8>]) -> Seen {
    read_bytes(&pcap(frames))
}
