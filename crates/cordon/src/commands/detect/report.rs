//! How good the model is on labelled rows, beside the rule that the field has published.

use std::collections::BTreeMap;

use cordon_detectors::gap_model::Signs;
use cordon_detectors::gap_model::measures::{Decided, Measures};
use serde::Serialize;

use super::Judged;
use super::rows::Tally;
use crate::cli::SummaryFormat;
use crate::error::Failure;
use crate::table;

/// Everything that is told.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    #[serde(flatten)]
    tally: Tally,
    used: usize,
    /// How many rows each head judged.
    heads: BTreeMap<&'static str, usize>,
    called_disabled: usize,
    labelled: usize,
    labelled_disabled: usize,
    /// The decision of the model at its own threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<Decided>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(flatten)]
    measures: Option<Measures>,
    /// The published rule on the same rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    gfw_rule: Option<Decided>,
}

impl Report {
    pub(super) fn of(judged: &[Judged], tally: Tally) -> Report {
        let labelled: Vec<_> =
            judged.iter().filter_map(|one| Some((one, one.gap.label?))).collect();
        let scored: Vec<_> =
            labelled.iter().map(|(one, truth)| (one.said.probability, *truth)).collect();
        let measures = Measures::of(&scored);
        let decided = |call: &dyn Fn(&Judged) -> bool| {
            let pairs = labelled.iter().map(|(one, truth)| (call(one), *truth));
            measures.map(|_| Decided::judge(pairs))
        };
        let mut heads = BTreeMap::new();
        for one in judged {
            *heads.entry(one.said.head.name()).or_default() += 1;
        }
        Report {
            tally,
            used: judged.len(),
            heads,
            called_disabled: judged.iter().filter(|one| one.said.is_disabled()).count(),
            labelled: labelled.len(),
            labelled_disabled: labelled.iter().filter(|(_, truth)| *truth).count(),
            model: decided(&|one| one.said.is_disabled()),
            measures,
            gfw_rule: decided(&|one| gfw_rule(&one.gap.signs)),
        }
    }

    pub(super) fn print(&self, format: SummaryFormat) -> Result<(), Failure> {
        match format {
            SummaryFormat::Json => Ok(table::line(&serde_json::json!(self).to_string())?),
            SummaryFormat::Table => self.print_table(),
        }
    }

    fn print_table(&self) -> Result<(), Failure> {
        let mut out = table::counts(&["measure", "value"]);
        let heads: Vec<_> = self.heads.iter().map(|(head, n)| format!("{head} {n}")).collect();
        out.add_row(["rows read", &self.tally.read.to_string()]);
        out.add_row(["rows used", &self.used.to_string()]);
        out.add_row(["judged by head", &heads.join(", ")]);
        out.add_row(["called disabled", &self.called_disabled.to_string()]);
        out.add_row(["labelled", &self.labelled.to_string()]);
        out.add_row(["labelled disabled", &self.labelled_disabled.to_string()]);
        for (name, value) in self.numbers() {
            out.add_row([name.to_owned(), format!("{value:.4}")]);
        }
        Ok(table::print(&out)?)
    }

    fn numbers(&self) -> Vec<(&'static str, f64)> {
        let mut rows = Vec::new();
        if let Some(model) = self.model {
            rows.push(("F0.5 at the model's threshold", model.f_half));
            rows.push(("precision there", model.precision));
            rows.push(("recall there", model.recall));
        }
        if let Some(measures) = self.measures {
            rows.push(("best F0.5", measures.best_f_half));
            rows.push(("at the threshold", measures.best_threshold));
            rows.push(("recall at precision 0.869", measures.recall_at_published_precision));
            rows.push(("average precision", measures.average_precision));
            rows.push(("Brier score", measures.brier));
            rows.push(("calibration error (ECE)", measures.calibration_error));
        }
        if let Some(rule) = self.gfw_rule {
            rows.push(("F0.5 of GFW's published rule", rule.f_half));
            rows.push(("its precision", rule.precision));
            rows.push(("its recall", rule.recall));
        }
        rows
    }
}

/// Global Fishing Watch's published rule for "AIS disabling" as far as rows can tell: 14 satellite
/// positions in the 12 h before, where reception is above 10 positions a day. Distance from shore,
/// the third condition, is in no column.
fn gfw_rule(signs: &Signs) -> bool {
    signs.before_12h.is_some_and(|n| n >= 14.0) && signs.reception_per_day.is_some_and(|n| n > 10.0)
}
