//! The command line of `cordon share`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use cordon_share::object::Kind;
use cordon_share::{ObjectId, PartnerName};

use super::gate_args::{Explain, PolicyCommand, PreviewArgs};
use crate::cli::SummaryFormat;

#[derive(Debug, Subcommand)]
pub(crate) enum ShareCommand {
    /// Make this data directory a node: its keys, its certificate, its card
    #[command(
        after_help = "Example:\n  cordon share init --name JPN --address jpn.example:7700 > jpn.card"
    )]
    Init(Init),
    /// Print this node's card, for partners
    #[command(after_help = "Example:\n  cordon share card > jpn.card")]
    Card(Card),
    /// Who are the partners
    #[command(subcommand)]
    Partner(PartnerCommand),
    /// Run the node: take calls, call partners, deliver
    #[command(after_help = "Examples:\n  cordon share serve --listen 0.0.0.0:7700\n  \
            cordon share serve --nats tls://broker.example:4222 --nats-login jpn.creds --nats-ca broker-ca.pem")]
    Serve(Serve),
    /// How it goes with each partner
    #[command(after_help = "Example:\n  cordon share status --format json")]
    Status(Show),
    /// What waits for a partner
    #[command(after_help = "Example:\n  cordon share outbox KOR")]
    Outbox(Outbox),
    /// What partners have released to this node
    #[command(after_help = "Example:\n  cordon share inbox --format jsonl > received.jsonl")]
    Inbox(Inbox),
    /// Follow every chain and verify every signature
    #[command(after_help = "Example:\n  cordon share verify")]
    Verify(Show),
    /// Why an object would leave for a partner or not, and what of it
    #[command(after_help = "Example:\n  cordon share explain 440123456 KOR --format json")]
    Explain(Explain),
    /// The picture as a partner sees it
    #[command(
        after_help = "Example:\n  cordon share preview KOR --format geojson > as-kor.geojson"
    )]
    Preview(PreviewArgs),
    /// What may leave: whether the policy is good, what it says, what another would change
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Release objects of a file to whom the policy lets have them
    #[command(after_help = "Example:\n  cordon share put warning.json")]
    Put(Put),
    /// Take an object back from everyone who was given it
    #[command(
        after_help = "Example:\n  cordon share revoke-object finding gap-440123456 --because \"wrong ship\""
    )]
    RevokeObject(RevokeObject),
    /// Speak what a partner may have as Cursor on Target, for ATAK and its like
    #[command(
        after_help = "Examples:\n  cordon share cot TAK --to udp://239.2.3.1:6969 --form proto\n  cordon share cot TAK --listen tcp://127.0.0.1:8087\n  \
            cordon share cot TAK --to tls://tak.example:8089 --ca ca.pem --cert cordon.pem --key cordon.key\n  \
            cordon share cot TAK\n\nWithout an address it is written to standard output once."
    )]
    Cot(super::cot::CotArgs),
    /// Speak what a partner may have as AIS sentences, for OpenCPN and every AIS display
    #[command(
        after_help = "Examples:\n  cordon share ais DISPLAYS --listen tcp://127.0.0.1:10110\n  cordon share ais DISPLAYS --to udp://127.0.0.1:10110"
    )]
    Ais(super::ais::AisArgs),
    /// Serve what a partner may have to QGIS, GDAL and other maps, as OGC API – Features
    #[command(
        after_help = "Examples:\n  cordon share ogc MAPS\n  ogrinfo OAPIF:http://127.0.0.1:8091/\n  \
            curl 'http://127.0.0.1:8091/collections/tracks/items?bbox=125,31,129,34&limit=10'"
    )]
    Ogc(super::ogc::OgcArgs),
    /// Write the ships that a partner may see as CISE messages, one a line
    #[command(
        after_help = "Example:\n  cordon share cise EMSA --service kr.cordon-node01.vessel.push.provider > push.xml"
    )]
    Cise(super::cise::CiseArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum PartnerCommand {
    /// Add a partner by its card, once the fingerprint was compared
    #[command(
        after_help = "Examples:\n  cordon share partner add kor.card --confirm 3F9A-1C22-77B0-E41D-09AC\n  \
            cordon share partner add kor.card --confirm … --address nats://broker.example:4222"
    )]
    Add(PartnerAdd),
    /// List the partners
    #[command(after_help = "Example:\n  cordon share partner list")]
    List(Show),
    /// End a partnership: nothing goes there and nothing is taken from there
    #[command(after_help = "Example:\n  cordon share partner revoke KOR")]
    Revoke {
        /// Which
        #[arg(value_name = "PARTNER")]
        name: PartnerName,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// What this node is called, by convention the country's three letters
    #[arg(long, value_name = "NAME")]
    pub(crate) name: PartnerName,
    /// Where partners can reach it: HOST:PORT, or nats://HOST:PORT of a NATS server; leave out if it only
    /// calls others
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) address: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Card {
    /// Write a new card with this address first: HOST:PORT, or nats://HOST:PORT of a NATS server
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) address: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PartnerAdd {
    /// The partner's card
    #[arg(value_name = "FILE")]
    pub(crate) card: PathBuf,
    /// The fingerprint that the partner's people read out
    #[arg(long, value_name = "FINGERPRINT")]
    pub(crate) confirm: Option<String>,
    /// Call it here instead of at the address of its card; nats://HOST:PORT or tls://HOST:PORT calls it
    /// by way of that NATS server
    #[arg(long, value_name = "ADDRESS", conflicts_with = "no_call")]
    pub(crate) address: Option<String>,
    /// Do not call it: it calls
    #[arg(long)]
    pub(crate) no_call: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where partners call; loopback unless told otherwise
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:7700")]
    pub(crate) listen: SocketAddr,
    #[command(flatten)]
    pub(crate) nats: BrokerArgs,
}

/// The broker by which a node is reached too.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct BrokerArgs {
    /// Also take calls by way of this NATS server (2.14 or later, with JetStream), for example
    /// nats://broker.example:4222, or tls://… where it speaks TLS; the port of --listen stays. It carries
    /// ciphertext only (see docs/share.md)
    #[arg(long, value_name = "URL", env = "CORDON_NATS")]
    pub(crate) nats: Option<String>,
    /// What opens that server: a file with `user:password`, an nkey seed, or a .creds file; for example
    /// /etc/cordon/nats.creds
    #[arg(long, value_name = "FILE", requires = "nats", env = "CORDON_NATS_LOGIN")]
    pub(crate) nats_login: Option<PathBuf>,
    /// Certificates (PEM) that a server over TLS is measured by, instead of those of the system; for
    /// example /etc/cordon/broker-ca.pem
    #[arg(long, value_name = "FILE", requires = "nats", env = "CORDON_NATS_CA")]
    pub(crate) nats_ca: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Debug, Args)]
pub(crate) struct Outbox {
    /// Whose; everyone's when left out
    #[arg(value_name = "PARTNER")]
    pub(crate) partner: Option<PartnerName>,
    /// At most so many for each partner
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) limit: usize,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Debug, Args)]
pub(crate) struct Inbox {
    /// Only what arrived or changed after this number
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) after: u64,
    /// Only of this kind
    #[arg(long, value_name = "KIND", value_parser = parse_kind)]
    pub(crate) kind: Option<Kind>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    pub(crate) limit: usize,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: InboxFormat,
}

/// How received objects are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum InboxFormat {
    /// For people
    Table,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
}

#[derive(Debug, Args)]
pub(crate) struct Put {
    /// Objects as JSON: one, an array of them, or one a line; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Debug, Args)]
pub(crate) struct RevokeObject {
    /// Its kind
    #[arg(value_parser = parse_kind)]
    pub(crate) kind: Kind,
    /// Its name here
    pub(crate) id: ObjectId,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) because: String,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

pub(super) fn parse_kind(text: &str) -> Result<Kind, String> {
    Kind::from_name(text).ok_or_else(|| {
        let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        format!("not a kind of object; there are {}", names.join(", "))
    })
}
