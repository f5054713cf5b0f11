//! What `cordon case` can be asked.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use cordon_casebook::{AsOf, CaseId, CaseStatus, Confidence, Grade, ItemId, ReviewVerdict};
use cordon_core::Time;

use crate::cli::{ChartArgs, SummaryFormat};

/// Cases: findings, claims and documents about some vessels, and what is made of them
#[derive(Debug, Subcommand)]
pub(crate) enum CaseCommand {
    /// Open a case
    #[command(
        after_help = "Example:\n  cordon case open --title \"Silent off Jeju\" --finding gap-3f0a51c2d4e6b798 --vessel 440123456"
    )]
    Open(Open),
    /// Open a case for every vessel that a rule applies to
    ///
    /// The rules: silences that look intended; a false flag, flag hopping or two numbers on one ship; two
    /// kinds of practice within 30 days; a long silence where others were heard. Findings with an innocent cause of their own (in port, an
    /// outage) do not count, and what is in a case already is left alone.
    #[command(after_help = "Examples:\n  cordon case propose --dry-run\n  cordon case propose")]
    Propose(Propose),
    /// List the cases, or rank them and say why
    #[command(
        after_help = "Examples:\n  cordon case list\n  cordon case list --rank --format json"
    )]
    List(List),
    /// Show a case as it is, or as it was known at any time
    #[command(
        after_help = "Examples:\n  cordon case show C-1\n  cordon case show C-1 --as-of 2023-10-09T22:30:00Z\n  cordon case show C-1 --as-of v3"
    )]
    Show(Show),
    /// Add findings, notes, claims, list hits, scenes, documents, vessels or comments
    #[command(
        after_help = "Examples:\n  cordon case add C-1 --finding gap-3f0a51c2d4e6b798 --note \"Seen by the pilot\"\n  \
                      cordon case add C-1 --document lading.pdf --about \"as photographed\"\n  \
                      cordon case add C-1 --claim \"We never turned it off\" --who \"the master\" --said 2023-10-12 --grade D4\n  \
                      cordon case add C-1 --list-hit \"OFAC SDN\" --list-date 2023-01-20 --entry 15036 --subject \"IMO 9074729\""
    )]
    Add(Box<Add>),
    /// Say whether a finding of a case holds
    #[command(
        after_help = "Example:\n  cordon case review C-1 F-2 rejected --reason \"a dredger at work\""
    )]
    Review(Review),
    /// Say what you make of it, how sure you are, and what else it could be
    #[command(
        after_help = "Example:\n  cordon case assess C-1 \"The transponder was switched off\" --confidence moderate \\\n    --rests-on F-1,L-1 --alternative \"Poor reception :: others nearby were heard\""
    )]
    Assess(Assess),
    /// Set how far a case is
    #[command(
        after_help = "Example:\n  cordon case status C-1 watching --reason \"until it sails\""
    )]
    Status(Status),
    /// Give a case another title
    #[command(after_help = "Example:\n  cordon case rename C-1 \"Silent twice off Jeju\"")]
    Rename(Rename),
    /// Add a task, or tell that one is done
    #[command(
        after_help = "Examples:\n  cordon case task C-1 \"Ask the port\" --person bo\n  cordon case task C-1 --done T-1 --outcome \"no call there\""
    )]
    Task(Task),
    /// Say who is responsible for a case
    #[command(
        after_help = "Examples:\n  cordon case assign C-1 bo\n  cordon case assign C-1 --nobody"
    )]
    Assign(Assign),
    /// Tell who did what to a case, when
    #[command(after_help = "Example:\n  cordon case log C-1")]
    Log(Log),
    /// Take over what the findings of all cases say now
    #[command(after_help = "Example:\n  cordon case sync")]
    Sync(Sync),
    /// Check the casebook's whole ledger: both chains and every signature
    #[command(after_help = "Example:\n  cordon case ledger")]
    Ledger(Ledger),
    /// Write a case into a signed package that verifies alone
    #[command(after_help = "Example:\n  cordon case export C-1 -o case.zip")]
    Export(Export),
    /// Check a package on any machine: exit code 0, or 4 with what was changed
    #[command(after_help = "Example:\n  cordon case verify case.zip")]
    Verify(Verify),
}

/// Who changes a case, and what they saw before.
#[derive(Clone, Debug, Args)]
pub(crate) struct Editor {
    /// Who does it; the user name when left out
    #[arg(long, value_name = "NAME", env = "CORDON_ACTOR")]
    pub(crate) actor: Option<String>,
    /// The version of the case you looked at; refused if someone set the same field since
    #[arg(long, value_name = "N")]
    pub(crate) seen: Option<u64>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Open {
    /// Its title; made from its first finding when left out
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Findings to begin with, by their ids
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(crate) finding: Vec<String>,
    /// Vessels to begin with
    #[arg(long, value_name = "MMSI", value_delimiter = ',')]
    pub(crate) vessel: Vec<u32>,
    /// The rule that opens it, when a program does
    #[arg(long, value_name = "NAME", requires = "reason")]
    pub(crate) rule: Option<String>,
    /// Why the rule applied, in one sentence
    #[arg(long, value_name = "TEXT", requires = "rule")]
    pub(crate) reason: Option<String>,
    #[command(flatten)]
    pub(crate) editor: Editor,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct List {
    /// Only cases of these statuses
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = parse_status)]
    pub(crate) status: Vec<CaseStatus>,
    /// Put the most pressing first, and say why
    #[arg(long)]
    pub(crate) rank: bool,
    /// Weights of the ranking (TOML; `--weights defaults` prints the commented defaults)
    #[arg(long, value_name = "FILE", requires = "rank")]
    pub(crate) weights: Option<PathBuf>,
    /// The instant that recency is counted from; now when left out
    #[arg(long, value_name = "TIME", requires = "rank")]
    pub(crate) at: Option<Time>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Show {
    pub(crate) case: CaseId,
    /// As it was known at this time (RFC 3339) or version (v3)
    #[arg(long, value_name = "TIME|vN", value_parser = parse_as_of)]
    pub(crate) as_of: Option<AsOf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Add {
    pub(crate) case: CaseId,
    /// Findings, by their ids
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(crate) finding: Vec<String>,
    /// Notes
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Vec<String>,
    /// Vessels
    #[arg(long, value_name = "MMSI", value_delimiter = ',')]
    pub(crate) vessel: Vec<u32>,
    /// What the vessels have to do with the case
    #[arg(long, value_name = "TEXT", requires = "vessel")]
    pub(crate) role: Option<String>,
    /// Documents to attach
    #[arg(long, value_name = "FILE")]
    pub(crate) document: Vec<PathBuf>,
    /// What the documents are, or what the claim is about
    #[arg(long, value_name = "TEXT")]
    pub(crate) about: Option<String>,
    /// Somebody's words, verbatim
    #[arg(long, value_name = "WORDS", requires_all = ["who", "said"])]
    pub(crate) claim: Option<String>,
    /// Who said it
    #[arg(long, value_name = "NAME", requires = "claim")]
    pub(crate) who: Option<String>,
    /// When it was said, as precisely as the source tells
    #[arg(long, value_name = "TIME", requires = "claim")]
    pub(crate) said: Option<String>,
    /// Where it can be read: a document of the case (D-1), or an address
    #[arg(long, value_name = "DOCUMENT", requires = "claim")]
    pub(crate) source: Option<String>,
    /// Admiralty grade: source A to F, information 1 to 6
    #[arg(long, value_name = "GRADE", requires = "claim")]
    pub(crate) grade: Option<Grade>,
    /// A watchlist that names a vessel or owner of the case
    #[arg(long, value_name = "LIST", requires_all = ["list_date", "entry", "subject"])]
    pub(crate) list_hit: Option<String>,
    /// As of which date the list is
    #[arg(long, value_name = "DATE", requires = "list_hit")]
    pub(crate) list_date: Option<String>,
    /// The entry's own name on the list
    #[arg(long, value_name = "ENTRY", requires = "list_hit")]
    pub(crate) entry: Option<String>,
    /// Whom or what it was matched with, for example `IMO 9074729`
    #[arg(long, value_name = "SUBJECT", requires = "list_hit")]
    pub(crate) subject: Option<String>,
    /// What agreed and what did not, one for each feature
    #[arg(long, value_name = "TEXT", requires = "list_hit")]
    pub(crate) because: Vec<String>,
    /// A satellite image, by its own name
    #[arg(long, value_name = "NAME", requires = "shows")]
    pub(crate) scene: Option<String>,
    /// What the image shows
    #[arg(long, value_name = "TEXT", requires = "scene")]
    pub(crate) shows: Option<String>,
    /// When the image was taken
    #[arg(long, value_name = "TIME", requires = "scene")]
    pub(crate) taken: Option<Time>,
    /// A comment to the others who work on it
    #[arg(long, value_name = "TEXT")]
    pub(crate) comment: Option<String>,
    /// The item that the comment is about
    #[arg(long, value_name = "ITEM", requires = "comment")]
    pub(crate) on: Option<ItemId>,
    #[command(flatten)]
    pub(crate) editor: Editor,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Review {
    pub(crate) case: CaseId,
    /// The finding: F-1
    pub(crate) item: ItemId,
    /// accepted or rejected
    #[arg(value_parser = parse_verdict)]
    pub(crate) verdict: ReviewVerdict,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    #[command(flatten)]
    pub(crate) editor: Editor,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Assess {
    pub(crate) case: CaseId,
    /// What is thought to have happened
    pub(crate) hypothesis: String,
    /// low, moderate or high; or an Admiralty grade such as B2
    #[arg(long, value_name = "GRADE")]
    pub(crate) confidence: Confidence,
    /// The items it rests on
    #[arg(long, value_name = "ITEM", value_delimiter = ',')]
    pub(crate) rests_on: Vec<ItemId>,
    /// What else it could be, and after `::` why it is not thought so
    #[arg(long, value_name = "WHAT :: WHY NOT")]
    pub(crate) alternative: Vec<String>,
    #[command(flatten)]
    pub(crate) editor: Editor,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Status {
    pub(crate) case: CaseId,
    /// open, watching, referred, confirmed, dismissed or closed
    #[arg(value_name = "STATUS", value_parser = parse_status)]
    pub(crate) to: CaseStatus,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    #[command(flatten)]
    pub(crate) editor: Editor,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Rename {
    pub(crate) case: CaseId,
    pub(crate) title: String,
    #[command(flatten)]
    pub(crate) editor: Editor,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Task {
    pub(crate) case: CaseId,
    /// What is to be done
    #[arg(required_unless_present = "done", conflicts_with = "done")]
    pub(crate) text: Option<String>,
    /// By whom
    #[arg(long, value_name = "NAME", requires = "text")]
    pub(crate) person: Option<String>,
    /// The task that was done
    #[arg(long, value_name = "TASK")]
    pub(crate) done: Option<ItemId>,
    /// What came of it
    #[arg(long, value_name = "TEXT", requires = "done")]
    pub(crate) outcome: Option<String>,
    #[command(flatten)]
    pub(crate) editor: Editor,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Assign {
    pub(crate) case: CaseId,
    /// Who is responsible from now on
    #[arg(required_unless_present = "nobody", conflicts_with = "nobody")]
    pub(crate) person: Option<String>,
    /// Nobody is
    #[arg(long)]
    pub(crate) nobody: bool,
    #[command(flatten)]
    pub(crate) editor: Editor,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Log {
    pub(crate) case: CaseId,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Propose {
    /// Tell what would be opened, and open nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) editor: Editor,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Sync {
    #[command(flatten)]
    pub(crate) editor: Editor,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Ledger {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Export {
    pub(crate) case: CaseId,
    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// The rules that the findings were made by
    #[command(flatten)]
    pub(crate) chart: ChartArgs,
    #[command(flatten)]
    pub(crate) editor: Editor,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Verify {
    /// The package
    pub(crate) file: PathBuf,
    /// The short name of the key that must have signed it
    #[arg(long, value_name = "NAME")]
    pub(crate) key: Option<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SummaryFormat,
}

fn parse_status(text: &str) -> Result<CaseStatus, String> {
    CaseStatus::from_name(text).ok_or_else(|| {
        let names: Vec<_> = CaseStatus::ALL.iter().map(|status| status.name()).collect();
        format!("not a status; there are {}", names.join(", "))
    })
}

fn parse_verdict(text: &str) -> Result<ReviewVerdict, String> {
    ReviewVerdict::from_name(text).ok_or_else(|| "say accepted or rejected".to_owned())
}

fn parse_as_of(text: &str) -> Result<AsOf, String> {
    match text.strip_prefix('v').map(str::parse) {
        Some(Ok(version)) => Ok(AsOf::Version(version)),
        _ => text.parse().map(AsOf::Time).map_err(|error: cordon_core::time::NotATime| {
            format!("{error}; or a version such as v3")
        }),
    }
}
