//! Packets to columns: reads packet captures of industrial networks and gives conversations, operations, hosts, what
//! devices said of themselves, and a tally of what could not be read. Safe Rust only; packet bytes are hostile.

pub mod bacnet_tags;
pub mod bytes;
pub mod cip;
mod columns;
pub mod container;
pub mod conversation;
#[cfg(test)]
pub mod damage;
pub mod engine;
#[cfg(test)]
pub(crate) mod hostile;
pub mod hosts;
pub mod iec61850;
pub mod ip;
pub mod link;
pub mod opcua_binary;
pub mod opcua_services;
pub mod protocols;
pub mod reading;
pub mod recognition;
pub mod record;
pub mod source;
pub mod stream;
pub mod tpkt;

/// Version of the reader, with a fingerprint of its source: what another version read is read anew.
pub const READER_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("KEUR_SOURCE"));
