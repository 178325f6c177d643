//! The RFC 9421 profile: what has to be covered, and what is too odd to be believed.

use super::*;

const ALL: &str = r#""@method" "@target-uri" "content-digest""#;
const PARAMS: &str = r#";created=1618884473;keyid="https://peer.example/users/anna#main-key""#;

fn post(covered: &str, params: &str) -> Sent {
    Sent::post(Dialect::Rfc9421).rfc9421(covered, params)
}

#[test]
fn our_own_headers_are_those_of_fedify() {
    let sent = Sent::post(Dialect::Rfc9421);
    let components = r#"sig1=("@method" "@target-uri" "@authority" "host" "date" "content-digest")"#;
    assert_eq!(sent.header("signature-input"), format!("{components}{PARAMS};alg=\"rsa-v1_5-sha256\""));
    assert!(sent.header("signature").starts_with("sig1=:") && sent.header("signature").ends_with("==:"));
    assert!(sent.header("content-digest").starts_with("sha-256=:"));
    let get = Sent::get(Dialect::Rfc9421);
    assert!(get.header("signature-input").contains(r#""date");created"#));
    assert!(!get.headers.contains_key("content-digest"));
}

#[test]
fn every_sufficient_set_of_components_is_believed() {
    for covered in [
        ALL,
        r#""@method" "@authority" "@path" "@query" "content-digest""#,
        r#""@request-target" "@authority" "content-digest" "@method""#,
        r#""@method" "@target-uri" "@authority" "host" "date" "content-digest" "content-type""#,
    ] {
        assert_eq!(post(covered, PARAMS).judge(), Ok(()), "{covered}");
    }
    let tail = r#";expires=1618884773;nonce="abc";tag="x";alg="rsa-v1_5-sha256";future=?0"#;
    assert_eq!(post(ALL, &format!("{PARAMS}{tail}")).judge(), Ok(()));
    let get = Sent::get(Dialect::Rfc9421).rfc9421(r#""@method" "@target-uri""#, PARAMS);
    assert_eq!(get.judge(), Ok(()));
    let mut plain = Sent::get(Dialect::Rfc9421);
    plain.target = "/ap/rathaus".to_owned();
    assert_eq!(plain.rfc9421(r#""@method" "@authority" "@path""#, PARAMS).judge(), Ok(()));
}

#[test]
fn too_small_a_set_is_not() {
    for (covered, missing) in [
        ("", "@method"),
        (r#""@target-uri" "content-digest""#, "@method"),
        (r#""@method" "content-digest""#, "@target-uri"),
        (r#""@method" "@path" "@query" "content-digest""#, "@target-uri"),
        (r#""@method" "@authority" "content-digest""#, "@target-uri"),
        (r#""@method" "@authority" "@path" "content-digest""#, "@target-uri"),
        (r#""@method" "@target-uri""#, "content-digest"),
    ] {
        assert_eq!(post(covered, PARAMS).judge(), Err(SignatureError::CoverageTooSmall(missing)), "{covered}");
    }
}

#[test]
fn odd_components_are_refused() {
    for covered in [
        r#""@method" "@method" "@target-uri" "content-digest""#,
        r#""@method";req "@target-uri" "content-digest""#,
        r#""@method" "@target-uri" "content-digest";sf"#,
        r#""@method" "@target-uri" "content-digest" "date";bs"#,
        r#""@method" "@target-uri" "content-digest" "@query-param";name="a""#,
        r#""@method" "@target-uri" "content-digest" "@status""#,
        r#""@method" "@target-uri" "content-digest" "x-absent""#,
        r#""@method" "@target-uri" "content-digest" "Date""#,
        r#""@method" "@target-uri" "content-digest" """#,
        r#""@method" "@target-uri" "content-digest" date"#,
    ] {
        let verdict = post(covered, PARAMS).judge();
        assert!(matches!(verdict, Err(SignatureError::Malformed(_))), "{covered}: {verdict:?}");
    }
}

#[test]
fn times_are_required_whole_and_recent() {
    let key_id = format!(";keyid=\"{KEY_ID}\"");
    let judge = |times: &str| post(ALL, &format!("{times}{key_id}")).judge();
    assert_eq!(judge(""), Err(SignatureError::CoverageTooSmall("created")));
    for times in [";created=1618880872", ";created=1618888074", ";created=0", ";created=1618884473;expires=1618884472"]
    {
        assert_eq!(judge(times), Err(SignatureError::OutsideWindow), "{times}");
    }
    for times in [";created=\"1618884473\"", ";created=1618884473.0", ";created", ";created=1618884473;expires=x"] {
        assert!(matches!(judge(times), Err(SignatureError::Malformed(_))), "{times}");
    }
    assert_eq!(judge(";created=1618884473;expires=1618884473"), Ok(()));
    assert!(matches!(post(ALL, ";created=1618884473").judge(), Err(SignatureError::Malformed(_))));
}

#[test]
fn one_of_two_signatures_may_be_foreign_but_three_are_too_many() {
    let sent = post(ALL, PARAMS);
    let (input, signature) = (sent.header("signature-input").to_owned(), sent.header("signature").to_owned());
    let with =
        |input: &str, signature: &str| sent.clone().set("signature-input", input).set("signature", signature).judge();
    let proxy = r#"proxy=("@status");created=1"#;
    assert_eq!(with(&format!("{proxy}, {input}"), &format!("proxy=:AAAA:, {signature}")), Ok(()));
    assert_eq!(with(&format!("{input},{proxy}"), &format!("{signature},proxy=:AAAA:")), Ok(()));
    let three = format!("{input}, {proxy}, third=()");
    assert!(matches!(with(&three, &signature), Err(SignatureError::Malformed(_))));
    assert!(matches!(with(&format!("{input}, {input}"), &signature), Err(SignatureError::Malformed(_))));
    assert!(matches!(with(&input, &format!("{signature}, {signature}")), Err(SignatureError::Malformed(_))));
    assert!(matches!(with(&input, &signature.replace("s=", "other=")), Err(SignatureError::Malformed(_))));
    assert!(matches!(with(&input, "s=\"text\""), Err(SignatureError::Malformed(_))));
    assert!(matches!(with(&input, "s=::"), Err(SignatureError::Malformed(_))));
    assert!(matches!(with("s=1", &signature), Err(SignatureError::Malformed(_))));
    assert_eq!(with("", &signature), Err(SignatureError::Missing));
    for name in ["signature", "signature-input", "content-digest"] {
        let again = sent.header(name).to_owned();
        assert!(matches!(sent.clone().add(name, &again).judge(), Err(SignatureError::Malformed(_))), "{name}");
    }
}

#[test]
fn a_cavage_signature_is_not_rescued_by_an_empty_input_header() {
    let sent = Sent::post(Dialect::Cavage).set("signature-input", "");
    assert!(sent.judge().is_err());
}
