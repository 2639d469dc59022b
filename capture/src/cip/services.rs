//! Names and operation classes of CIP services, by object class, and of the PCCC commands that CIP carries.

use crate::protocols::{Class, Described, Function};

/// Mark of a CIP code: `mark | object class (16 bits) << 8 | service`. EtherNet/IP's own commands lack it.
pub const CIP: u32 = 1 << 31;
/// Mark of Execute_PCCC: the object class's place has the PCCC command and function.
pub const PCCC: u32 = 1 << 30;
/// The object is not known: a reply whose request was not seen, or a path without a class.
pub const ANY: u32 = 0xFFFF;
/// The object is a tag, named in the path.
pub const TAG: u32 = 0xFFFE;

pub const EXECUTE_PCCC: u32 = 0x4B;
pub const PCCC_OBJECT: u32 = 0x67;

/// Code of a service of an object class.
pub const fn at(class: u32, service: u32) -> u32 {
    CIP | class << 8 | service
}

/// Code of a PCCC command and function inside Execute_PCCC.
pub const fn pccc(command: u8, function: u8) -> u32 {
    CIP | PCCC | (command as u32) << 16 | (function as u32) << 8 | EXECUTE_PCCC
}

const VOLUME_1: &str = "ODVA, The CIP Networks Library, Volume 1, appendix A (explicit messaging services)";
const OBJECTS: &str = "ODVA, The CIP Networks Library, Volume 1, chapter 5 (object library)";
const SAFETY: &str = "ODVA, The CIP Networks Library, Volume 5, safety supervisor object";
const TAGS: &str = "Rockwell Automation 1756-PM020, Logix 5000 controllers data access";
const DF1: &str = "Rockwell Automation 1770-6.5.16, DF1 protocol and command set";
const SEEN: &str = "Not in a public specification; deduced from published captures of Logix controllers";
const BASECAMP: &str = "Not in a public specification; Digital Bond Basecamp, ControlLogix commands";

const fn common(service: u32, name: &'static str, class: Class) -> Function {
    Function {
        code: at(ANY, service),
        name,
        class,
        source: VOLUME_1,
    }
}

const fn object(class_id: u32, service: u32, name: &'static str, class: Class) -> Function {
    Function {
        code: at(class_id, service),
        name,
        class,
        source: OBJECTS,
    }
}

const fn safety(service: u32, name: &'static str, class: Class) -> Function {
    Function {
        code: at(0x39, service),
        name,
        class,
        source: SAFETY,
    }
}

const fn tag(class_id: u32, service: u32, name: &'static str, class: Class) -> Function {
    Function {
        code: at(class_id, service),
        name,
        class,
        source: TAGS,
    }
}

const fn seen(class_id: u32, service: u32, name: &'static str, class: Class) -> Function {
    Function {
        code: at(class_id, service),
        name,
        class,
        source: SEEN,
    }
}

const fn plc(command: u8, function: u8, name: &'static str, class: Class) -> Function {
    Function {
        code: pccc(command, function),
        name,
        class,
        source: DF1,
    }
}

pub static SERVICES: &[Function] = &[
    common(0x01, "Get_Attributes_All", Class::Read),
    common(0x02, "Set_Attributes_All", Class::Write),
    common(0x03, "Get_Attribute_List", Class::Read),
    common(0x04, "Set_Attribute_List", Class::Write),
    common(0x05, "Reset", Class::Control),
    common(0x06, "Start", Class::Control),
    common(0x07, "Stop", Class::Control),
    common(0x08, "Create", Class::Program),
    common(0x09, "Delete", Class::Program),
    common(0x0A, "Multiple_Service_Packet", Class::Session),
    common(0x0D, "Apply_Attributes", Class::Write),
    common(0x0E, "Get_Attribute_Single", Class::Read),
    common(0x10, "Set_Attribute_Single", Class::Write),
    common(0x11, "Find_Next_Object_Instance", Class::Read),
    common(0x15, "Restore", Class::Program),
    common(0x16, "Save", Class::Program),
    common(0x17, "No_Operation", Class::Session),
    common(0x18, "Get_Member", Class::Read),
    common(0x19, "Set_Member", Class::Write),
    common(0x1A, "Insert_Member", Class::Write),
    common(0x1B, "Remove_Member", Class::Write),
    common(0x1C, "GroupSync", Class::Control),
    object(0x01, 0x01, "Get_Attributes_All (Identity)", Class::Identify),
    object(0x01, 0x03, "Get_Attribute_List (Identity)", Class::Identify),
    object(0x01, 0x0E, "Get_Attribute_Single (Identity)", Class::Identify),
    object(0x01, 0x05, "Reset device", Class::Control),
    object(0x05, 0x08, "Create connection", Class::Session),
    object(0x05, 0x09, "Delete connection", Class::Session),
    object(0x06, 0x4E, "Forward_Close", Class::Session),
    object(0x06, 0x52, "Unconnected_Send", Class::Session),
    object(0x06, 0x54, "Forward_Open", Class::Session),
    object(0x06, 0x56, "Get_Connection_Data", Class::Diagnose),
    object(0x06, 0x57, "Search_Connection_Data", Class::Diagnose),
    object(0x06, 0x5A, "Get_Connection_Owner", Class::Diagnose),
    object(0x06, 0x5B, "Large_Forward_Open", Class::Session),
    object(0x37, 0x4B, "Initiate_Upload", Class::Program),
    object(0x37, 0x4C, "Initiate_Download", Class::Program),
    object(0x37, 0x4D, "Initiate_Partial_Read", Class::Program),
    object(0x37, 0x4E, "Initiate_Partial_Write", Class::Program),
    object(0x37, 0x4F, "Upload_Transfer", Class::Program),
    object(0x37, 0x50, "Download_Transfer", Class::Program),
    object(0x37, 0x51, "Clear_File", Class::Program),
    safety(0x4C, "Recover", Class::Control),
    safety(0x4E, "Perform_Diagnostics", Class::Diagnose),
    safety(0x4F, "Configure_Request", Class::Program),
    safety(0x50, "Validate_Configuration", Class::Program),
    safety(0x51, "Set_Password", Class::Control),
    safety(0x52, "Configuration_Lock", Class::Control),
    safety(0x53, "Mode_Change", Class::Control),
    safety(0x54, "Safety_Reset", Class::Control),
    safety(0x55, "Reset_Password", Class::Control),
    safety(0x56, "Propose_TUNID", Class::Program),
    safety(0x57, "Apply_TUNID", Class::Program),
    safety(0x58, "Propose_TUNID_List", Class::Program),
    safety(0x59, "Apply_TUNID_List", Class::Program),
    object(0x43, 0x04, "Set_Attribute_List (Time Sync)", Class::Control),
    object(0x43, 0x10, "Set_Attribute_Single (Time Sync)", Class::Control),
    object(0x44, 0x4B, "Read_Discrete_Inputs", Class::Read),
    object(0x44, 0x4C, "Read_Coils", Class::Read),
    object(0x44, 0x4D, "Read_Input_Registers", Class::Read),
    object(0x44, 0x4E, "Read_Holding_Registers", Class::Read),
    object(0x44, 0x4F, "Write_Coils", Class::Write),
    object(0x44, 0x50, "Write_Holding_Registers", Class::Write),
    object(0x44, 0x51, "Modbus_Passthrough", Class::Write),
    object(0xF5, 0x02, "Set_Attributes_All (TCP/IP Interface)", Class::Control),
    object(0xF5, 0x04, "Set_Attribute_List (TCP/IP Interface)", Class::Control),
    object(0xF5, 0x10, "Set_Attribute_Single (TCP/IP Interface)", Class::Control),
    object(0xF6, 0x4C, "Get_and_Clear", Class::Diagnose),
    Function {
        code: at(PCCC_OBJECT, EXECUTE_PCCC),
        name: "Execute_PCCC",
        class: Class::Other,
        source: DF1,
    },
    tag(TAG, 0x4C, "Read Tag", Class::Read),
    tag(TAG, 0x4D, "Write Tag", Class::Write),
    tag(TAG, 0x4E, "Read Modify Write Tag", Class::Write),
    tag(TAG, 0x52, "Read Tag Fragmented", Class::Read),
    tag(TAG, 0x53, "Write Tag Fragmented", Class::Write),
    tag(0x6B, 0x4C, "Read Tag", Class::Read),
    tag(0x6B, 0x4D, "Write Tag", Class::Write),
    tag(0x6B, 0x4E, "Read Modify Write Tag", Class::Write),
    tag(0x6B, 0x52, "Read Tag Fragmented", Class::Read),
    tag(0x6B, 0x53, "Write Tag Fragmented", Class::Write),
    tag(0x6B, 0x55, "Get_Instance_Attribute_List", Class::Read),
    tag(0x6C, 0x4C, "Read Template", Class::Read),
    Function {
        code: at(0x64, 0x06),
        name: "Start controller",
        class: Class::Control,
        source: BASECAMP,
    },
    Function {
        code: at(0x64, 0x07),
        name: "Stop controller",
        class: Class::Control,
        source: BASECAMP,
    },
    seen(0x8E, 0x06, "Start controller", Class::Control),
    seen(0x8E, 0x07, "Stop controller", Class::Control),
    seen(0x8B, 0x04, "Set clock", Class::Control),
    seen(0x8B, 0x10, "Set clock", Class::Control),
    seen(0xA1, 0x4B, "Firmware update: begin", Class::Program),
    seen(0xA1, 0x4D, "Firmware update: transfer", Class::Program),
    seen(0xA1, 0x51, "Firmware update: end", Class::Program),
    seen(0x6A, 0x4F, "Program data: begin transfer", Class::Program),
    seen(0x6A, 0x50, "Program data: transfer", Class::Program),
    seen(0x72, 0x05, "Reset read list", Class::Read),
    seen(0x72, 0x08, "Create read list", Class::Read),
    seen(0x72, 0x09, "Delete read list", Class::Read),
    seen(0x72, 0x4B, "Define read list", Class::Read),
    seen(0x72, 0x4C, "Read list", Class::Read),
    seen(0x74, 0x4B, "Lock", Class::Session),
    seen(0x74, 0x4C, "Unlock", Class::Session),
    seen(0xAC, 0x4B, "Read changes", Class::Diagnose),
    plc(0x00, 0, "PCCC protected write", Class::Write),
    plc(0x01, 0, "PCCC unprotected read", Class::Read),
    plc(0x02, 0, "PCCC protected bit write", Class::Write),
    plc(0x05, 0, "PCCC unprotected bit write", Class::Write),
    plc(0x08, 0, "PCCC unprotected write", Class::Write),
    plc(0x06, 0x00, "PCCC echo", Class::Diagnose),
    plc(0x06, 0x01, "PCCC read diagnostic counters", Class::Diagnose),
    plc(0x06, 0x02, "PCCC set variables", Class::Control),
    plc(0x06, 0x03, "PCCC diagnostic status", Class::Identify),
    plc(0x06, 0x04, "PCCC set timeout", Class::Control),
    plc(0x06, 0x05, "PCCC set NAKs", Class::Control),
    plc(0x06, 0x06, "PCCC set ENQs", Class::Control),
    plc(0x06, 0x07, "PCCC reset diagnostic counters", Class::Control),
    plc(0x06, 0x08, "PCCC set data table size", Class::Program),
    plc(0x06, 0x09, "PCCC read link parameters", Class::Diagnose),
    plc(0x06, 0x0A, "PCCC set link parameters", Class::Control),
    plc(0x07, 0x00, "PCCC disable outputs", Class::Control),
    plc(0x07, 0x01, "PCCC enable outputs", Class::Control),
    plc(0x07, 0x03, "PCCC enable program", Class::Control),
    plc(0x07, 0x04, "PCCC enter download mode", Class::Program),
    plc(0x07, 0x05, "PCCC exit download mode", Class::Program),
    plc(0x07, 0x06, "PCCC enter upload mode", Class::Program),
    plc(0x0F, 0x00, "PCCC word range write", Class::Write),
    plc(0x0F, 0x01, "PCCC word range read", Class::Read),
    plc(0x0F, 0x02, "PCCC bit write", Class::Write),
    plc(0x0F, 0x03, "PCCC file write", Class::Write),
    plc(0x0F, 0x04, "PCCC file read", Class::Read),
    plc(0x0F, 0x05, "PCCC download request", Class::Program),
    plc(0x0F, 0x06, "PCCC upload", Class::Program),
    plc(0x0F, 0x07, "PCCC shutdown", Class::Control),
    plc(0x0F, 0x08, "PCCC physical write", Class::Program),
    plc(0x0F, 0x09, "PCCC physical read", Class::Program),
    plc(0x0F, 0x0A, "PCCC restart request", Class::Control),
    plc(0x0F, 0x11, "PCCC get edit resource", Class::Program),
    plc(0x0F, 0x12, "PCCC return edit resource", Class::Program),
    plc(0x0F, 0x17, "PCCC read bytes physical", Class::Program),
    plc(0x0F, 0x18, "PCCC write bytes physical", Class::Program),
    plc(0x0F, 0x26, "PCCC read-modify-write", Class::Write),
    plc(0x0F, 0x29, "PCCC read section size", Class::Read),
    plc(0x0F, 0x3A, "PCCC set CPU mode", Class::Control),
    plc(0x0F, 0x41, "PCCC disable forces", Class::Control),
    plc(0x0F, 0x50, "PCCC download all request", Class::Program),
    plc(0x0F, 0x52, "PCCC download completed", Class::Program),
    plc(0x0F, 0x53, "PCCC upload all request", Class::Program),
    plc(0x0F, 0x55, "PCCC upload completed", Class::Program),
    plc(0x0F, 0x57, "PCCC initialize memory", Class::Program),
    plc(0x0F, 0x5E, "PCCC modify PLC-2 compatibility file", Class::Program),
    plc(0x0F, 0x67, "PCCC typed write", Class::Write),
    plc(0x0F, 0x68, "PCCC typed read", Class::Read),
    plc(0x0F, 0x79, "PCCC read-modify-write N", Class::Write),
    plc(0x0F, 0x80, "PCCC change CPU mode", Class::Control),
    plc(0x0F, 0x81, "PCCC open file", Class::Program),
    plc(0x0F, 0x82, "PCCC close file", Class::Program),
    plc(0x0F, 0x88, "PCCC execute multiple commands", Class::Program),
    plc(0x0F, 0x8F, "PCCC apply port configuration", Class::Control),
    plc(0x0F, 0xA1, "PCCC protected typed logical read, 2 fields", Class::Read),
    plc(0x0F, 0xA2, "PCCC protected typed logical read, 3 fields", Class::Read),
    plc(0x0F, 0xA7, "PCCC protected typed file read", Class::Read),
    plc(0x0F, 0xA9, "PCCC protected typed logical write, 2 fields", Class::Write),
    plc(0x0F, 0xAA, "PCCC protected typed logical write, 3 fields", Class::Write),
    plc(0x0F, 0xAB, "PCCC protected typed logical masked write", Class::Write),
    plc(0x0F, 0xAF, "PCCC protected typed file write", Class::Write),
];

/// Names of object classes. Setting attributes of, creating and deleting the objects marked `true` changes the
/// program of a Logix controller.
static CLASSES: &[(u32, &str, bool)] = &[
    (0x01, "Identity", false),
    (0x02, "Message Router", false),
    (0x03, "DeviceNet", false),
    (0x04, "Assembly", false),
    (0x05, "Connection", false),
    (0x06, "Connection Manager", false),
    (0x07, "Register", false),
    (0x0F, "Parameter", false),
    (0x28, "Motor Data", false),
    (0x29, "Control Supervisor", false),
    (0x2A, "AC/DC Drive", false),
    (0x37, "File", false),
    (0x39, "Safety Supervisor", false),
    (0x3A, "Safety Validator", false),
    (0x41, "Event Log", false),
    (0x42, "Motion Device Axis", false),
    (0x43, "Time Sync", false),
    (0x44, "Modbus", false),
    (0x47, "Device Level Ring", false),
    (0x48, "QoS", false),
    (0x5D, "CIP Security", false),
    (0x5E, "EtherNet/IP Security", false),
    (0x5F, "Certificate Management", false),
    (0x67, "PCCC", false),
    (0x68, "Program", true),
    (0x69, "Module map", true),
    (0x6A, "Program data", true),
    (0x6B, "Symbol", true),
    (0x6C, "Template", true),
    (0x6D, "Routine", true),
    (0x6E, "Message", true),
    (0x70, "Task", true),
    (0x72, "Read list", false),
    (0x74, "Lock", false),
    (0x7E, "Module connection", true),
    (0x8B, "Clock", false),
    (0x8E, "Controller", false),
    (0xA1, "Firmware", false),
    (0xAC, "Change log", false),
    (0xF4, "Port", false),
    (0xF5, "TCP/IP Interface", false),
    (0xF6, "Ethernet Link", false),
];

/// How a CIP code is shown: by the row of its object class, else by that of the services that all objects share.
pub fn describe(code: u32) -> Described {
    let service = code & 0x7F;
    let id = code >> 8 & 0xFFFF;
    let row = |code| SERVICES.iter().find(|row| row.code == code);
    let (name, class) = if code & PCCC != 0 {
        row(code).map_or_else(
            || {
                (
                    format!("PCCC command 0x{:02x} function 0x{:02x}", id >> 8, id & 0xFF),
                    Class::Other,
                )
            },
            |row| (row.name.to_owned(), row.class),
        )
    } else {
        let known = CLASSES.iter().find(|(class, ..)| *class == id);
        let on = match (known, id) {
            (Some((_, name, _)), _) => format!(" ({name})"),
            (None, ANY) => String::new(),
            (None, TAG) => " (tag)".to_owned(),
            (None, id) => format!(" (class 0x{id:02x})"),
        };
        let changes_program = known.is_some_and(|known| known.2) && matches!(service, 0x02 | 0x04 | 0x08..=0x09 | 0x10);
        match (row(code), row(at(ANY, service))) {
            (Some(own), _) => (own.name.to_owned(), own.class),
            (None, Some(shared)) if changes_program => (format!("{}{on}", shared.name), Class::Program),
            (None, Some(shared)) => (format!("{}{on}", shared.name), shared.class),
            (None, None) => (format!("Service 0x{service:02x}{on}"), Class::Other),
        }
    };
    Described {
        protocol: "cip",
        label: format!("0x{service:02x}"),
        name,
        class,
    }
}
