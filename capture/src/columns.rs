//! Rows of conversations, operations, hosts and identities as Arrow columns. Names and meanings: `docs/facts.md`.

use crate::conversation::{Conversation, Kind, address_text};
use crate::hosts::Host;
use crate::ip::Family;
use crate::link::{Carries, Mac, NO_MAC, mac_text};
use crate::protocols::ALL;
use crate::recognition::Candidates;
use crate::record::{Identity, Place};
use arrow_array::builder::{BooleanBuilder, Int64Builder, StringBuilder, UInt16Builder, UInt32Builder, UInt64Builder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::ArrowError;
use std::sync::Arc;

/// Names a struct of column builders and how it becomes a record batch.
macro_rules! table {
    ($name:ident { $($column:ident: $builder:ident $nullable:literal),* $(,)? }) => {
        #[derive(Default)]
        pub struct $name { $($column: $builder),* }

        impl $name {
            /// The rows so far as a batch; the builders start anew.
            pub fn batch(&mut self) -> Result<RecordBatch, ArrowError> {
                RecordBatch::try_from_iter_with_nullable([
                    $((stringify!($column), Arc::new(self.$column.finish()) as ArrayRef, $nullable)),*
                ])
            }
        }
    };
}

table!(Conversations {
    id: UInt64Builder false,
    client: StringBuilder false,
    server: StringBuilder false,
    client_mac: StringBuilder true,
    server_mac: StringBuilder true,
    vlan: StringBuilder true,
    transport: StringBuilder false,
    ethertype: StringBuilder true,
    client_port: UInt16Builder false,
    server_port: UInt16Builder false,
    protocol: StringBuilder true,
    recognised_by: StringBuilder true,
    roles_by: StringBuilder false,
    first_us: Int64Builder false,
    last_us: Int64Builder false,
    packets_to_server: UInt64Builder false,
    packets_to_client: UInt64Builder false,
    bytes_to_server: UInt64Builder false,
    bytes_to_client: UInt64Builder false,
    file: UInt32Builder false,
    first_frame: UInt64Builder false,
});

table!(Operations {
    conversation: UInt64Builder false,
    protocol: StringBuilder false,
    function: StringBuilder false,
    name: StringBuilder false,
    class: StringBuilder false,
    to_server: BooleanBuilder false,
    count: UInt64Builder false,
    errors: UInt64Builder false,
    first_us: Int64Builder false,
    last_us: Int64Builder false,
    file: UInt32Builder false,
    first_frame: UInt64Builder false,
    first_offset: UInt32Builder false,
    last_frame: UInt64Builder false,
});

table!(HostRows {
    mac: StringBuilder true,
    address: StringBuilder true,
    vlan: StringBuilder true,
    packets: UInt64Builder false,
    first_us: Int64Builder false,
    last_us: Int64Builder false,
    file: UInt32Builder false,
    first_frame: UInt64Builder false,
    claims: UInt64Builder false,
    first_claim_frame: UInt64Builder true,
});

table!(IdentityRows {
    address: StringBuilder false,
    vlan: StringBuilder true,
    protocol: StringBuilder false,
    attribute: StringBuilder false,
    value: StringBuilder false,
    count: UInt64Builder false,
    first_us: Int64Builder false,
    file: UInt32Builder false,
    first_frame: UInt64Builder false,
    first_offset: UInt32Builder false,
});

table!(TallyRows {
    file: UInt32Builder false,
    reason: StringBuilder false,
    count: UInt64Builder false,
});

table!(FileRows {
    file: UInt32Builder false,
    path: StringBuilder false,
    packets: UInt64Builder false,
    bytes: UInt64Builder false,
    first_us: Int64Builder true,
    last_us: Int64Builder true,
});

impl Conversations {
    pub fn push(&mut self, row: &Conversation, candidates: &Candidates) -> u8 {
        let (client, roles_by) = row.client(candidates);
        let (c, s) = (usize::from(client), usize::from(1 - client));
        let recognised = row.recognised(candidates);
        self.id.append_value(row.id);
        self.client.append_value(row.key.address(c));
        self.server.append_value(row.key.address(s));
        self.client_mac.append_option(optional_mac(row.macs[c]));
        self.server_mac.append_option(optional_mac(row.macs[s]));
        self.vlan
            .append_option(Some(row.key.vlans.text()).filter(|text| !text.is_empty()));
        let (transport, ethertype) = carrier(row.key.kind, row.macs);
        self.transport.append_value(transport);
        self.ethertype.append_option(ethertype);
        self.client_port.append_value(row.key.ports[c]);
        self.server_port.append_value(row.key.ports[s]);
        self.protocol.append_option(recognised.map(|(name, _)| name));
        self.recognised_by.append_option(recognised.map(|(_, by)| by));
        self.roles_by.append_value(roles_by);
        self.first_us.append_value(row.first.us);
        self.last_us.append_value(row.last_us);
        self.packets_to_server.append_value(row.packets[c]);
        self.packets_to_client.append_value(row.packets[s]);
        self.bytes_to_server.append_value(row.bytes[c]);
        self.bytes_to_client.append_value(row.bytes[s]);
        self.file.append_value(row.first.file);
        self.first_frame.append_value(row.first.frame);
        client
    }
}

impl Operations {
    /// Adds the operations of one conversation, in the order in which they were first seen.
    pub fn push(&mut self, row: &Conversation, client: u8) {
        for operation in &row.record.operations {
            let described = ALL[usize::from(operation.protocol)].describe(operation.code);
            self.conversation.append_value(row.id);
            self.protocol.append_value(described.protocol);
            self.function.append_value(described.label);
            self.name.append_value(described.name);
            self.class.append_value(described.class.word());
            self.to_server.append_value(operation.side == client);
            self.count.append_value(operation.count);
            self.errors.append_value(operation.errors);
            self.first_us.append_value(operation.first.us);
            self.last_us.append_value(operation.last.us);
            self.file.append_value(operation.first.file);
            self.first_frame.append_value(operation.first.frame);
            self.first_offset.append_value(operation.first.offset);
            self.last_frame.append_value(operation.last.frame);
        }
    }
}

impl HostRows {
    pub fn push(&mut self, host: &Host) {
        self.mac.append_option(optional_mac(host.key.mac));
        self.address
            .append_option(host.key.address.map(|(family, address)| address_text(family, address)));
        self.vlan
            .append_option(Some(host.key.vlans.text()).filter(|text| !text.is_empty()));
        self.packets.append_value(host.packets);
        self.first_us.append_value(host.first.us);
        self.last_us.append_value(host.last_us);
        self.file.append_value(host.first.file);
        self.first_frame.append_value(host.first.frame);
        self.claims.append_value(host.claims);
        self.first_claim_frame
            .append_option(host.first_claim.map(|place| place.frame));
    }
}

impl IdentityRows {
    pub fn push(&mut self, identity: &Identity, first: Place, count: u64) {
        self.address.append_value(&identity.address);
        self.vlan
            .append_option(Some(&identity.vlan).filter(|text| !text.is_empty()));
        self.protocol.append_value(identity.protocol);
        self.attribute.append_value(identity.attribute);
        self.value.append_value(&identity.value);
        self.count.append_value(count);
        self.first_us.append_value(first.us);
        self.file.append_value(first.file);
        self.first_frame.append_value(first.frame);
        self.first_offset.append_value(first.offset);
    }
}

impl TallyRows {
    pub fn push(&mut self, file: u32, reason: &str, count: u64) {
        self.file.append_value(file);
        self.reason.append_value(reason);
        self.count.append_value(count);
    }
}

impl FileRows {
    pub fn push(&mut self, file: u32, path: &str, packets: u64, bytes: u64, span: Option<(i64, i64)>) {
        self.file.append_value(file);
        self.path.append_value(path);
        self.packets.append_value(packets);
        self.bytes.append_value(bytes);
        self.first_us.append_option(span.map(|(first, _)| first));
        self.last_us.append_option(span.map(|(_, last)| last));
    }
}

fn optional_mac(mac: Mac) -> Option<String> {
    (mac != NO_MAC).then(|| mac_text(mac))
}

/// Transport and Ethertype as text.
fn carrier(kind: Kind, macs: [Mac; 2]) -> (String, Option<String>) {
    let on_ethernet = macs != [NO_MAC; 2];
    let ip = |family| on_ethernet.then(|| if family == Family::V4 { "0x0800" } else { "0x86dd" }.to_owned());
    match kind {
        Kind::Tcp(family) => ("tcp".to_owned(), ip(family)),
        Kind::Udp(family) => ("udp".to_owned(), ip(family)),
        Kind::Ip(family, protocol) => (format!("ip:{protocol}"), ip(family)),
        Kind::Link(Carries::Ethertype(number)) => ("l2".to_owned(), Some(format!("0x{number:04x}"))),
        Kind::Link(Carries::Llc(_)) => ("l2".to_owned(), Some("llc".to_owned())),
        Kind::Link(Carries::Raw8023 | Carries::Ip) => ("l2".to_owned(), Some("802.3".to_owned())),
    }
}
