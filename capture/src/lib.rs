//! Packets to columns: reads packet captures of industrial networks and gives conversations, operations, hosts, what
//! devices said of themselves, and a tally of what could not be read. Safe Rust only; packet bytes are hostile.

pub mod bacnet_tags;
pub mod bytes;
#[cfg(test)]
pub(crate) mod hostile;
pub mod iec61850;
pub mod opcua_binary;
pub mod protocols;
pub mod record;
pub mod tpkt;
