//! Names of companies and other organisations.
//!
//! The legal form says little, and is written in many ways; the words in between decide. A name that
//! has one word more is, as a rule, another company of the group.

use super::tokens::{Pair, align, alike, words};
use super::{Comparison, numbers};
use crate::explain::Feature;

/// Words that say what kind of body it is, each under the one form it stands for. Longest first.
const FORMS: &[(&str, &str)] = &[
    ("OBSHCHESTVO S OGRANICHENNOY OTVETSTVENNOSTYU", "LLC"),
    ("SOCIETATEA CU RASPUNDERE LIMITATA", "LLC"),
    ("GESELLSCHAFT MIT BESCHRANKTER HAFTUNG", "LLC"),
    ("PUBLIC JOINT STOCK COMPANY", "JSC"),
    ("CLOSED JOINT STOCK COMPANY", "JSC"),
    ("OPEN JOINT STOCK COMPANY", "JSC"),
    ("LIMITED LIABILITY COMPANY", "LLC"),
    ("AKTSIONERNOE OBSHCHESTVO", "JSC"),
    ("PRIVATE LIMITED COMPANY", "LTD"),
    ("PUBLIC LIMITED COMPANY", "PLC"),
    ("JOINT STOCK COMPANY", "JSC"),
    ("AKTIENGESELLSCHAFT", "JSC"),
    ("COMPANY LIMITED", "LTD"),
    ("PRIVATE LIMITED", "LTD"),
    ("SP ZOO", "LLC"),
    ("PTE LTD", "LTD"),
    ("PTY LTD", "LTD"),
    ("PVT LTD", "LTD"),
    ("SDN BHD", "LTD"),
    ("CO LTD", "LTD"),
    ("INCORPORATED", "INC"),
    ("CORPORATION", "INC"),
    ("LIMITED", "LTD"),
    ("COMPANY", "CO"),
    ("CORP", "INC"),
    ("INC", "INC"),
    ("LTD", "LTD"),
    ("LLC", "LLC"),
    ("LLP", "LLP"),
    ("PLC", "PLC"),
    ("GMBH", "LLC"),
    ("SARL", "LLC"),
    ("PJSC", "JSC"),
    ("OJSC", "JSC"),
    ("CJSC", "JSC"),
    ("FZCO", "LLC"),
    ("FZE", "LLC"),
    ("JSC", "JSC"),
    ("OAO", "JSC"),
    ("PAO", "JSC"),
    ("ZAO", "JSC"),
    ("OOO", "LLC"),
    ("SRL", "LLC"),
    ("SPA", "JSC"),
    ("SAS", "JSC"),
    ("KK", "JSC"),
    ("AO", "JSC"),
    ("AG", "JSC"),
    ("AKG", "JSC"),
    ("SA", "JSC"),
    ("NV", "JSC"),
    ("BV", "LLC"),
    ("AB", "JSC"),
    ("AS", "JSC"),
    ("OY", "JSC"),
    ("LP", "LP"),
    ("NA", "NA"),
    ("CO", "CO"),
];

/// Words without weight.
const EMPTY: [&str; 12] =
    ["THE", "OF", "AND", "FOR", "DE", "LA", "DEL", "DER", "DES", "DI", "DU", "A"];

/// Words that many bodies share: they weigh half.
const COMMON: [&str; 26] = [
    "GROUP",
    "HOLDING",
    "HOLDINGS",
    "INTERNATIONAL",
    "INDUSTRIES",
    "INDUSTRY",
    "SHIPPING",
    "SHIP",
    "MARINE",
    "MARITIME",
    "MANAGEMENT",
    "TRADING",
    "TRADE",
    "SERVICES",
    "SERVICE",
    "TRANSPORT",
    "LINES",
    "LINE",
    "BANK",
    "TRUST",
    "FOUNDATION",
    "GENERAL",
    "NATIONAL",
    "SYSTEMS",
    "GLOBAL",
    "INTL",
];

const SPELLINGS: [(&str, &str); 6] = [
    ("INTL", "INTERNATIONAL"),
    ("ORGANISATION", "ORGANIZATION"),
    ("LABOUR", "LABOR"),
    ("CENTRE", "CENTER"),
    ("DEFENCE", "DEFENSE"),
    ("US", "UNITED STATES"),
];

/// What is left when the legal forms differ.
const FORM_MISMATCH: f64 = 0.9;

/// What is left for each word that finds no like.
const UNMATCHED: f64 = 0.85;

struct Organisation {
    words: Vec<String>,
    forms: Vec<&'static str>,
    /// All letters, blanks and legal forms left out.
    letters: String,
}

impl Organisation {
    fn new(name: &str) -> Organisation {
        let mut text = format!(" {} ", words(name).join(" "));
        let mut forms = Vec::new();
        for (form, class) in FORMS {
            let marked = format!(" {form} ");
            if text.contains(&marked) && text.len() > marked.len() {
                text = text.replacen(&marked, " ", 1);
                forms.push(*class);
            }
        }
        for (from, to) in SPELLINGS {
            text = text.replace(&format!(" {from} "), &format!(" {to} "));
        }
        forms.sort_unstable();
        forms.dedup();
        let letters = text.replace(' ', "");
        let kept: Vec<String> = text
            .split_whitespace()
            .filter(|word| !EMPTY.contains(word))
            .map(str::to_owned)
            .collect();
        Organisation { words: numbers::in_digits(&kept), forms, letters }
    }
}

/// How alike two names of organisations are.
pub fn compare(left: &str, right: &str) -> Comparison {
    let (a, b) = (Organisation::new(left), Organisation::new(right));
    if a.words.is_empty() || b.words.is_empty() {
        return Comparison::default();
    }
    let same = a.letters == b.letters;
    let words = if same { 1.0 } else { words_alike(&a.words, &b.words) };
    if words == 0.0 {
        return Comparison::default();
    }
    let mut features = vec![Feature::new("name", a.words.join(" "), b.words.join(" "), words)];
    let mut score = words;
    if !a.forms.is_empty()
        && !b.forms.is_empty()
        && !a.forms.iter().any(|form| b.forms.contains(form))
    {
        score *= FORM_MISMATCH;
        let effect = score - words;
        features.push(Feature::new("legal_form", a.forms.join(" "), b.forms.join(" "), effect));
    }
    Comparison { score, letters: words, features }
}

/// The share of weight that found its like, blanks left out of account where they alone differ.
fn words_alike(a: &[String], b: &[String]) -> f64 {
    let (joined_a, joined_b) = (a.concat(), b.concat());
    if joined_a == joined_b {
        return 1.0;
    }
    let pairs = align(a, b, |x, y| alike(x, y, 4));
    let weigh = |words: &[String]| words.iter().map(|word| weight(word)).sum::<f64>();
    let worth = |pair: &Pair| pair.alike * (weight(&a[pair.left]) + weight(&b[pair.right]));
    let found: f64 = pairs.iter().map(worth).sum();
    let unmatched = a.len() + b.len() - 2 * pairs.len();
    let aligned = found / (weigh(a) + weigh(b)) * UNMATCHED.powf(unmatched as f64);
    // Blanks in other places, with a slip beside.
    aligned.max(if a.len() == b.len() { 0.0 } else { alike(&joined_a, &joined_b, 8) })
}

fn weight(word: &str) -> f64 {
    let length = (word.len() as f64).sqrt();
    if COMMON.contains(&word) { 0.5 * length } else { length }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_in_many_spellings() {
        for (a, b) in [
            ("OAO Gazprom", "Open Joint Stock Company Gazprom"),
            ("TRANSMORFLOT LLC", "OOO Transmorflot"),
            ("Siemens Aktiengesellschaft", "Siemens AG"),
            ("A.B.C. Company", "ABC Co."),
            ("Nanshan Group", "Nanshan Group Co Ltd"),
        ] {
            assert!(compare(a, b).is_same(), "{a} {b}");
        }
    }

    #[test]
    fn another_word_is_another_company() {
        for (a, b) in [
            ("China National Pipeline Corporation", "China National Petroleum Corporation"),
            ("BAE Systems, Inc.", "BAE Industries, Inc."),
            ("Volkswagen AG", "Siemens AG"),
            ("Bank of China (Hong Kong) Limited", "Bank of China (Singapore) Limited"),
        ] {
            assert!(!compare(a, b).is_same(), "{a} {b}");
        }
    }
}
