//! Cases as JSON.

use cordon_casebook::{Case, CaseFinding, CaseId, ItemId, Ranked, Review, Stamp};
use cordon_core::VesselRef;
use serde::Serialize;
use utoipa::ToSchema;

/// Every case, and whether any can be changed here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseList {
    /// The name proposed for whoever works here.
    pub(crate) person: String,
    /// Why nothing can be changed; nothing when it can.
    pub(crate) read_only: Option<String>,
    /// The most pressing first.
    pub(crate) cases: Vec<CaseLine>,
}

/// A case in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseLine {
    #[schema(value_type = String)]
    id: CaseId,
    title: String,
    /// open, watching, referred, confirmed, dismissed or closed.
    status: &'static str,
    /// Who is responsible.
    person: Option<String>,
    /// The exercise mark, when it is simulated.
    exercise: Option<String>,
    /// Number of its changes.
    version: u64,
    #[schema(value_type = Object)]
    opened: Stamp,
    #[schema(value_type = Object)]
    changed: Stamp,
    #[schema(value_type = Vec<Object>)]
    vessels: Vec<VesselRef>,
    findings: Vec<FindingLine>,
    tasks_open: usize,
    /// The sum that it is ordered by, feature by feature: value, weight, contribution, items.
    #[schema(value_type = Object)]
    rank: Ranked,
}

/// A finding of a case in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingLine {
    #[schema(value_type = String)]
    item: ItemId,
    id: String,
    kind: String,
    status: String,
}

/// A case with all that is in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseBody {
    /// The case as `cordon case show --format json` tells it.
    #[schema(value_type = Object)]
    case: Case,
    #[schema(value_type = Vec<Object>)]
    vessels: Vec<VesselRef>,
    /// What people made of its findings; the last word on each.
    #[schema(value_type = Vec<Object>)]
    reviews: Vec<Review>,
    #[schema(value_type = Object)]
    rank: Ranked,
    /// The version as it is now, when an earlier one is shown.
    newest: u64,
    /// Why nothing can be changed; nothing when it can.
    read_only: Option<String>,
}

impl CaseLine {
    pub(crate) fn of(case: &Case, rank: Ranked) -> CaseLine {
        CaseLine {
            id: case.id,
            title: case.title.clone(),
            status: case.status.name(),
            person: case.person.clone(),
            exercise: case.exercise.clone(),
            version: case.version,
            opened: case.opened.clone(),
            changed: case.changed.clone(),
            vessels: case.all_vessels(),
            findings: case.findings.iter().filter_map(FindingLine::of).collect(),
            tasks_open: case.tasks.iter().filter(|task| task.what.done.is_none()).count(),
            rank,
        }
    }

    pub(crate) fn score(&self) -> f64 {
        self.rank.score
    }

    pub(crate) fn id(&self) -> CaseId {
        self.id
    }
}

impl FindingLine {
    fn of(finding: &CaseFinding) -> Option<FindingLine> {
        let now = &finding.current()?.finding;
        Some(FindingLine {
            item: finding.item,
            id: now.id().to_owned(),
            kind: now.kind().to_owned(),
            status: now.status().to_owned(),
        })
    }
}

impl CaseBody {
    pub(crate) fn new(
        case: Case,
        rank: Ranked,
        newest: u64,
        read_only: Option<String>,
    ) -> CaseBody {
        let (vessels, reviews) = (case.all_vessels(), case.reviews());
        CaseBody { case, vessels, reviews, rank, newest, read_only }
    }
}
