use super::*;

fn with_rules(text: &str) -> Texts {
    let agreements = "[JPN]\ngroups = [\"full\"]\n[KOR]\ngroups = [\"coarse\"]\n";
    Texts {
        rules: vec![("own.cedar".to_owned(), text.to_owned())],
        agreements: agreements.to_owned(),
        ..Texts::built_in()
    }
}

fn refusal(text: &str) -> String {
    Policy::from_texts(&with_rules(text)).unwrap_err().to_string()
}

#[test]
fn the_built_in_policy_loads_and_knows_nobody() {
    let policy = Policy::from_texts(&Texts::built_in()).unwrap();
    assert!(policy.agreements().is_empty());
    assert_eq!(policy.rules().values().filter(|rule| rule.file == "laws").count(), 11);
    assert!(policy.rules().values().filter(|rule| rule.file == "laws").all(|rule| !rule.permits));
    assert!(policy.rules().values().all(|rule| !rule.says.contains("without @says")));
}

#[test]
fn a_rule_that_cannot_be_trusted_is_not_taken() {
    let permit = "@id(\"x\") permit (principal, action == Action::\"release\", resource)";
    let cases = [
        ("permit (principal, action, resource);", "needs an @id"),
        ("@id(\"x\") permit (principal, action, resource);", "which release it permits"),
        (
            "// ;\n@id(\"x\")\n permit (principal, action resource);",
            "own.cedar, the rule at line 2",
        ),
        ("@id(\"law-red\") forbid (principal, action, resource);", "of another rule"),
        ("@id(\"x\") forbid (principal == Partner::\"JPM\", action, resource);", "JPM"),
        ("@id(\"x\") forbid (principal in Group::\"ful\", action, resource);", "ful"),
        (&format!("{permit} when {{ resource.colour == \"red\" }};"), "colour"),
        (&format!("{permit} when {{ resource.exercise == \"A\" }};"), "exercise"),
        (&format!("{permit} when {{ resource.mmsi > \"9\" }};"), "type"),
        (&format!("@profile(\"coarse\") {permit};"), "permits no reduced release"),
        (
            "@id(\"x\") permit (principal, action == Action::\"release_reduced\", resource);",
            "needs a @profile",
        ),
        (
            "@id(\"x\") @profile(\"blur\") \
             permit (principal, action == Action::\"release_reduced\", resource);",
            "there are: coarse, no_sources",
        ),
        ("@id(\"x\") permit (principal == ?principal, action, resource);", "template"),
    ];
    for (text, expected) in cases {
        let message = refusal(text);
        assert!(message.contains(expected), "{text}\n  gave: {message}");
    }
}

#[test]
fn settings_that_are_misspelt_are_told() {
    let agreements =
        Texts { agreements: "[KOR]\nclearence = \"secret\"\n".to_owned(), ..Texts::built_in() };
    let message = Policy::from_texts(&agreements).unwrap_err().to_string();
    assert!(message.contains("agreements.toml") && message.contains("clearence"), "{message}");
    let profiles = Texts {
        profiles: "[p]\nsays = \"\"\ngrid_deg = 0.07\nfields = {}\n".to_owned(),
        ..Texts::built_in()
    };
    let message = Policy::from_texts(&profiles).unwrap_err().to_string();
    assert!(message.contains("profile `p`") && message.contains("divide 180"), "{message}");
}

#[test]
fn the_hash_follows_every_text() {
    let base = with_rules("");
    let mut seen = vec![base.hash()];
    let mut change = |texts: Texts| {
        assert!(!seen.contains(&texts.hash()));
        seen.push(texts.hash());
    };
    change(with_rules("// a comment"));
    change(Texts { agreements: String::new(), ..base.clone() });
    change(Texts { profiles: String::new(), ..base.clone() });
    change(Texts { laws: String::new(), ..base.clone() });
    change(Texts { rules: vec![("other.cedar".to_owned(), String::new())], ..base });
}

#[test]
fn files_of_the_user_replace_the_rules_but_not_the_laws() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Texts::read(folder.path()).unwrap(), Texts::built_in());
    assert_eq!(Texts::read(&folder.path().join("absent")).unwrap(), Texts::built_in());
    let rule = "@id(\"mine\") forbid (principal, action, resource);";
    std::fs::write(folder.path().join("mine.cedar"), rule).unwrap();
    let policy = Policy::read(folder.path()).unwrap();
    assert!(policy.rules().contains_key("mine") && policy.rules().contains_key("law-red"));
    assert!(!policy.rules().contains_key("full-partners"));
    std::fs::write(folder.path().join("mine.cedar"), vec![b' '; (1 << 20) + 1]).unwrap();
    assert!(matches!(Texts::read(folder.path()), Err(PolicyError::TooLarge { .. })));
}

#[test]
fn a_slice_holds_what_can_concern_its_partner() {
    let policy = Policy::from_texts(&with_rules(
        "@id(\"a\") permit (principal == Partner::\"JPN\", action == Action::\"release\", resource);
         @id(\"b\") permit (principal in Group::\"coarse\", action == Action::\"release\", resource);
         @id(\"c\") forbid (principal is Partner in Group::\"full\", action, resource);
         @id(\"d\") forbid (principal, action in [Action::\"release\"], resource);",
    ))
    .unwrap();
    let ids = |partner: &str, action| -> Vec<String> {
        let slice = policy.slice(&partner.parse().unwrap()).unwrap().of(action);
        let ids = slice.policies().map(|policy| policy.id().to_string());
        let mut ids: Vec<String> = ids.filter(|id| !id.starts_with("law-")).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids("JPN", Action::Whole), ["a", "c", "d"]);
    assert_eq!(ids("JPN", Action::Reduced), ["c"]);
    assert_eq!(ids("KOR", Action::Whole), ["b", "d"]);
    assert!(ids("KOR", Action::Reduced).is_empty());
}
