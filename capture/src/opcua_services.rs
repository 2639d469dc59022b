//! The services of OPC UA (OPC 10000-4 v1.04) by the number of their binary encoding, which is that of
//! `<Service>_Encoding_DefaultBinary` in the OPC Foundation's NodeIds.csv; and the types of messages that carry them.

use crate::protocols::{Class, Function};

/// Reported codes: a service is its number, a message type is this bit with its first letter.
pub const MESSAGE: u32 = 1 << 31;
/// A message whose service cannot be read: encrypted, or it goes on from one that the capture does not have.
pub const UNREADABLE: u32 = 1 << 30;

const DISCOVERY: &str = "OPC 10000-4 v1.04, 5.4";
const CHANNEL: &str = "OPC 10000-4 v1.04, 5.5";
const SESSION: &str = "OPC 10000-4 v1.04, 5.6";
const NODES: &str = "OPC 10000-4 v1.04, 5.7";
const VIEW: &str = "OPC 10000-4 v1.04, 5.8";
const QUERY: &str = "OPC 10000-4 v1.04, 5.9";
const ATTRIBUTE: &str = "OPC 10000-4 v1.04, 5.10";
const METHOD: &str = "OPC 10000-4 v1.04, 5.11";
const MONITORED: &str = "OPC 10000-4 v1.04, 5.12";
const SUBSCRIPTION: &str = "OPC 10000-4 v1.04, 5.13";
const FAULT: &str = "OPC 10000-4 v1.04, 7.30";
const SESSIONLESS: &str = "OPC 10000-4 v1.04, 6.3";
const STACK_TEST: &str = "OPC UA 1.02 stack test services, NodeIds.csv";

const fn row(code: u32, name: &'static str, class: Class, source: &'static str) -> Function {
    Function {
        code,
        name,
        class,
        source,
    }
}

/// In order of code, because they are looked up by halving.
pub static FUNCTIONS: &[Function] = &[
    row(397, "ServiceFault", Class::Other, FAULT),
    row(410, "TestStackRequest", Class::Diagnose, STACK_TEST),
    row(413, "TestStackResponse", Class::Diagnose, STACK_TEST),
    row(416, "TestStackExRequest", Class::Diagnose, STACK_TEST),
    row(419, "TestStackExResponse", Class::Diagnose, STACK_TEST),
    row(422, "FindServersRequest", Class::Identify, DISCOVERY),
    row(425, "FindServersResponse", Class::Identify, DISCOVERY),
    row(428, "GetEndpointsRequest", Class::Identify, DISCOVERY),
    row(431, "GetEndpointsResponse", Class::Identify, DISCOVERY),
    row(437, "RegisterServerRequest", Class::Session, DISCOVERY),
    row(440, "RegisterServerResponse", Class::Session, DISCOVERY),
    row(446, "OpenSecureChannelRequest", Class::Session, CHANNEL),
    row(449, "OpenSecureChannelResponse", Class::Session, CHANNEL),
    row(452, "CloseSecureChannelRequest", Class::Session, CHANNEL),
    row(455, "CloseSecureChannelResponse", Class::Session, CHANNEL),
    row(461, "CreateSessionRequest", Class::Session, SESSION),
    row(464, "CreateSessionResponse", Class::Session, SESSION),
    row(467, "ActivateSessionRequest", Class::Session, SESSION),
    row(470, "ActivateSessionResponse", Class::Session, SESSION),
    row(473, "CloseSessionRequest", Class::Session, SESSION),
    row(476, "CloseSessionResponse", Class::Session, SESSION),
    row(479, "CancelRequest", Class::Session, SESSION),
    row(482, "CancelResponse", Class::Session, SESSION),
    row(488, "AddNodesRequest", Class::Program, NODES),
    row(491, "AddNodesResponse", Class::Program, NODES),
    row(494, "AddReferencesRequest", Class::Program, NODES),
    row(497, "AddReferencesResponse", Class::Program, NODES),
    row(500, "DeleteNodesRequest", Class::Program, NODES),
    row(503, "DeleteNodesResponse", Class::Program, NODES),
    row(506, "DeleteReferencesRequest", Class::Program, NODES),
    row(509, "DeleteReferencesResponse", Class::Program, NODES),
    row(527, "BrowseRequest", Class::Read, VIEW),
    row(530, "BrowseResponse", Class::Read, VIEW),
    row(533, "BrowseNextRequest", Class::Read, VIEW),
    row(536, "BrowseNextResponse", Class::Read, VIEW),
    row(554, "TranslateBrowsePathsToNodeIdsRequest", Class::Read, VIEW),
    row(557, "TranslateBrowsePathsToNodeIdsResponse", Class::Read, VIEW),
    row(560, "RegisterNodesRequest", Class::Read, VIEW),
    row(563, "RegisterNodesResponse", Class::Read, VIEW),
    row(566, "UnregisterNodesRequest", Class::Read, VIEW),
    row(569, "UnregisterNodesResponse", Class::Read, VIEW),
    row(615, "QueryFirstRequest", Class::Read, QUERY),
    row(618, "QueryFirstResponse", Class::Read, QUERY),
    row(621, "QueryNextRequest", Class::Read, QUERY),
    row(624, "QueryNextResponse", Class::Read, QUERY),
    row(631, "ReadRequest", Class::Read, ATTRIBUTE),
    row(634, "ReadResponse", Class::Read, ATTRIBUTE),
    row(664, "HistoryReadRequest", Class::Read, ATTRIBUTE),
    row(667, "HistoryReadResponse", Class::Read, ATTRIBUTE),
    row(673, "WriteRequest", Class::Write, ATTRIBUTE),
    row(676, "WriteResponse", Class::Write, ATTRIBUTE),
    row(700, "HistoryUpdateRequest", Class::Write, ATTRIBUTE),
    row(703, "HistoryUpdateResponse", Class::Write, ATTRIBUTE),
    row(712, "CallRequest", Class::Control, METHOD),
    row(715, "CallResponse", Class::Control, METHOD),
    row(751, "CreateMonitoredItemsRequest", Class::Read, MONITORED),
    row(754, "CreateMonitoredItemsResponse", Class::Read, MONITORED),
    row(763, "ModifyMonitoredItemsRequest", Class::Read, MONITORED),
    row(766, "ModifyMonitoredItemsResponse", Class::Read, MONITORED),
    row(769, "SetMonitoringModeRequest", Class::Read, MONITORED),
    row(772, "SetMonitoringModeResponse", Class::Read, MONITORED),
    row(775, "SetTriggeringRequest", Class::Read, MONITORED),
    row(778, "SetTriggeringResponse", Class::Read, MONITORED),
    row(781, "DeleteMonitoredItemsRequest", Class::Read, MONITORED),
    row(784, "DeleteMonitoredItemsResponse", Class::Read, MONITORED),
    row(787, "CreateSubscriptionRequest", Class::Read, SUBSCRIPTION),
    row(790, "CreateSubscriptionResponse", Class::Read, SUBSCRIPTION),
    row(793, "ModifySubscriptionRequest", Class::Read, SUBSCRIPTION),
    row(796, "ModifySubscriptionResponse", Class::Read, SUBSCRIPTION),
    row(799, "SetPublishingModeRequest", Class::Read, SUBSCRIPTION),
    row(802, "SetPublishingModeResponse", Class::Read, SUBSCRIPTION),
    row(826, "PublishRequest", Class::Read, SUBSCRIPTION),
    row(829, "PublishResponse", Class::Read, SUBSCRIPTION),
    row(832, "RepublishRequest", Class::Read, SUBSCRIPTION),
    row(835, "RepublishResponse", Class::Read, SUBSCRIPTION),
    row(841, "TransferSubscriptionsRequest", Class::Read, SUBSCRIPTION),
    row(844, "TransferSubscriptionsResponse", Class::Read, SUBSCRIPTION),
    row(847, "DeleteSubscriptionsRequest", Class::Read, SUBSCRIPTION),
    row(850, "DeleteSubscriptionsResponse", Class::Read, SUBSCRIPTION),
    row(12208, "FindServersOnNetworkRequest", Class::Identify, DISCOVERY),
    row(12209, "FindServersOnNetworkResponse", Class::Identify, DISCOVERY),
    row(12211, "RegisterServer2Request", Class::Session, DISCOVERY),
    row(12212, "RegisterServer2Response", Class::Session, DISCOVERY),
    row(15903, "SessionlessInvokeRequest", Class::Other, SESSIONLESS),
    row(21001, "SessionlessInvokeResponse", Class::Other, SESSIONLESS),
    row(
        UNREADABLE,
        "Encrypted or incomplete message",
        Class::Other,
        "OPC 10000-6 v1.04, 6.7.2",
    ),
    row(
        MESSAGE | b'A' as u32,
        "Acknowledge",
        Class::Session,
        "OPC 10000-6 v1.04, 7.1.2.4",
    ),
    row(
        MESSAGE | b'C' as u32,
        "CloseSecureChannel message",
        Class::Session,
        "OPC 10000-6 v1.04, 6.7.2.2",
    ),
    row(
        MESSAGE | b'E' as u32,
        "Error",
        Class::Session,
        "OPC 10000-6 v1.04, 7.1.2.5",
    ),
    row(
        MESSAGE | b'H' as u32,
        "Hello",
        Class::Session,
        "OPC 10000-6 v1.04, 7.1.2.3",
    ),
    row(
        MESSAGE | b'M' as u32,
        "Secure conversation message",
        Class::Session,
        "OPC 10000-6 v1.04, 6.7.2.2",
    ),
    row(
        MESSAGE | b'O' as u32,
        "OpenSecureChannel message",
        Class::Session,
        "OPC 10000-6 v1.04, 6.7.2.2",
    ),
    row(
        MESSAGE | b'R' as u32,
        "ReverseHello",
        Class::Session,
        "OPC 10000-6 v1.04, 7.1.2.6",
    ),
];
