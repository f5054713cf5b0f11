//! Ships as `Push` messages of the Common Information Sharing Environment 1.5.3 (ETSI GS CDM 004 and
//! 005): the one civil standard whose every payload says how secret it is, what it may be used for,
//! and until when it may be kept.
//!
//! The XML signature that a CISE node wants is the node's business, and is not made here. CISE has no
//! exercise flag: a drill is named in `ContextID` and in the ship's name.

use cordon_core::Time;

use crate::contact::{Contact, SeenBy};
use crate::marking::{Marking, Sensitivity};
use crate::xml::Xml;

/// What the sending node says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// For example `kr.cordon-node01.vessel.push.provider`.
    pub id: String,
    /// One of CISE's names of sea basins; `NonSpecified` for waters it has no name for.
    pub sea_basin: String,
}

/// The envelope of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// A UUID; who calls makes it.
    pub message_id: String,
    /// When the message was made.
    pub created: Time,
    /// Who sends.
    pub sender: Service,
    /// Who is to have it, when it goes to one service.
    pub recipient: Option<Service>,
}

/// Where ships are now.
pub fn push(contacts: &[Contact], envelope: &Envelope, marking: &Marking) -> String {
    let drill = contacts.iter().find_map(|contact| contact.exercise.as_deref());
    let marking = marking.with_exercise_of(drill);
    let namespaces = [
        ("xmlns:ns2", "http://www.cise.eu/servicemodel/v1/authority/"),
        ("xmlns:ns3", "http://www.cise.eu/servicemodel/v1/service/"),
        ("xmlns:ns4", "http://www.cise.eu/servicemodel/v1/message/"),
    ];
    let mut xml = Xml::document();
    xml.within("ns4:Push", &namespaces.map(|(key, name)| (key, Some(name.to_owned()))), |xml| {
        let context = marking.exercise.as_ref().map(|name| format!("EXERCISE {name}"));
        xml.maybe("ContextID", context.as_deref());
        xml.text("CreationDateTime", &envelope.created.to_string());
        xml.text("MessageID", &envelope.message_id);
        xml.text("Priority", "Low");
        xml.text("RequiresAck", "false");
        service(xml, "Sender", &envelope.sender, "Provider");
        if let Some(recipient) = &envelope.recipient {
            service(xml, "Recipient", recipient, "Consumer");
        }
        payload(xml, contacts, &marking);
    });
    xml.finish()
}

fn service(xml: &mut Xml, name: &str, service: &Service, role: &str) {
    xml.within(name, &[], |xml| {
        xml.text("SeaBasin", &service.sea_basin);
        xml.text("ServiceID", &service.id);
        xml.text("ServiceOperation", "Push");
        xml.text("ServiceRole", role);
        xml.text("ServiceStatus", "Online");
        xml.text("ServiceType", "VesselService");
    });
}

fn payload(xml: &mut Xml, contacts: &[Contact], marking: &Marking) {
    let kind = [
        ("xmlns:xsi", Some("http://www.w3.org/2001/XMLSchema-instance".to_owned())),
        ("xsi:type", Some("ns4:XmlEntityPayload".to_owned())),
    ];
    xml.within("Payload", &kind, |xml| {
        xml.text("InformationSecurityLevel", level(&marking.classification));
        xml.text("InformationSensitivity", sensitivity(marking.sensitivity));
        xml.text("IsPersonalData", "false");
        xml.text("Purpose", purpose(marking.purposes.first().map_or("", String::as_str)));
        xml.maybe("RetentionPeriod", marking.retain_until.map(|t| t.to_string()).as_deref());
        xml.text("EnsureEncryption", "false");
        for contact in contacts {
            vessel(xml, contact, marking);
        }
    });
}

/// National levels are not the Union's: what is higher than unclassified is told as the level of the
/// same rank.
fn level(classification: &str) -> &'static str {
    match classification.to_ascii_uppercase().as_str() {
        "UNCLASSIFIED" => "NonClassified",
        "RESTRICTED" => "EURestricted",
        "CONFIDENTIAL" => "EUConfidential",
        "SECRET" => "EUSecret",
        "TOP SECRET" => "EUTopSecret",
        _ => "NonSpecified",
    }
}

fn sensitivity(sensitivity: Sensitivity) -> &'static str {
    match sensitivity {
        Sensitivity::Clear => "White",
        Sensitivity::Green => "Green",
        Sensitivity::Amber => "Amber",
        Sensitivity::Red => "Red",
    }
}

/// CISE's purposes, by our words in `snake_case` or by CISE's own.
fn purpose(word: &str) -> &'static str {
    const PURPOSES: [&str; 20] = [
        "DefenceMonitoring",
        "CSDPTask",
        "BorderMonitoring",
        "CounterTerrorism",
        "EnvironmentWarning",
        "EnvironmentMonitoring",
        "EnvironmentResponse",
        "CustomsMonitoring",
        "LawEnforcementMonitoring",
        "FisheriesOperation",
        "BorderOperation",
        "Safety",
        "Security",
        "SAR",
        "FisheriesWarning",
        "FisheriesMonitoring",
        "VTM",
        "Operation",
        "LawEnforcementOperation",
        "CustomsOperation",
    ];
    let bare = |text: &str| text.replace('_', "").to_ascii_lowercase();
    let same = PURPOSES.into_iter().find(|purpose| bare(purpose) == bare(word));
    // `law_enforcement` and `border` say no more than that: the watching kind, not the acting one.
    same.unwrap_or(match bare(word).as_str() {
        "lawenforcement" => "LawEnforcementMonitoring",
        "border" => "BorderMonitoring",
        "defence" | "defense" => "DefenceMonitoring",
        _ => "NonSpecified",
    })
}

fn vessel(xml: &mut Xml, contact: &Contact, marking: &Marking) {
    xml.within("Vessel", &[], |xml| {
        let mark = if marking.exercise.is_some() { "EXERCISE " } else { "" };
        xml.text("Name", &format!("{mark}{}", contact.label()));
        xml.within("LocationRel", &[], |xml| location(xml, contact));
        xml.maybe("CallSign", contact.callsign.as_deref());
        xml.maybe("IMONumber", contact.imo.map(|imo| imo.to_string()).as_deref());
        xml.maybe("MMSI", contact.mmsi.map(|mmsi| mmsi.to_string()).as_deref());
    });
}

fn location(xml: &mut Xml, contact: &Contact) {
    let (lat, lon) = contact.position.lat_lon_rounded();
    xml.within("Location", &[], |xml| {
        xml.within("Geometry", &[], |xml| {
            xml.text("Latitude", &format!("{lat}"));
            xml.text("Longitude", &format!("{lon}"));
        });
        xml.text("LocationQualitativeAccuracy", accuracy(contact.sigma_m));
    });
    xml.maybe("COG", contact.course.map(|course| format!("{:.1}", course.value())).as_deref());
    xml.within("PeriodOfTime", &[], |xml| {
        let whole = contact.time.to_string();
        let (day, clock) = whole.split_once('T').unwrap_or((&whole, "00:00:00Z"));
        xml.text("StartDate", &format!("{day}Z"));
        xml.text("StartTime", clock);
    });
    let (source, sensor) = match contact.seen_by {
        SeenBy::Itself => ("Declaration", Some("AutomaticIdentificationSystem")),
        SeenBy::Image => ("Observation", None),
        SeenBy::Fused | SeenBy::Prediction | SeenBy::Partner => ("Correlation", None),
    };
    xml.text("SourceType", source);
    xml.maybe("SensorType", sensor);
    xml.maybe("SOG", contact.speed.map(|speed| format!("{:.1}", speed.value())).as_deref());
}

fn accuracy(sigma_m: Option<f64>) -> &'static str {
    match sigma_m {
        Some(sigma) if sigma <= 10.0 => "High",
        Some(sigma) if sigma <= 100.0 => "Medium",
        _ => "Low",
    }
}
