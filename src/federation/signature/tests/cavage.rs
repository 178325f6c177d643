//! The cavage dialect: which spellings are read, which are refused, and what has to be signed.

use super::*;

#[test]
fn the_host_is_compared_whatever_its_case() {
    let sent = Sent::post(Dialect::Cavage).set("host", "Stadt.Example").cavage("", LIST);
    assert_eq!(sent.judge(), Ok(()));
}

#[test]
fn cavage_must_cover_target_host_time_and_digest() {
    for (covered, missing) in [
        ("digest", "(request-target)"),
        ("host date digest", "(request-target)"),
        ("(request-target) date digest", "host"),
        ("(request-target) host digest", "date"),
        ("(request-target) host date", "digest"),
    ] {
        let sent = Sent::post(Dialect::Cavage).cavage("", covered);
        assert_eq!(sent.judge(), Err(SignatureError::CoverageTooSmall(missing)), "{covered}");
    }
    assert_eq!(Sent::get(Dialect::Cavage).cavage("", "(request-target) host date").judge(), Ok(()));
    // A digest that was not signed proves nothing, nor does one of an algorithm nobody asked for.
    let unsigned = Sent::post(Dialect::Cavage).without("digest");
    assert!(matches!(unsigned.judge(), Err(SignatureError::Malformed(_))));
    let twice = Sent::post(Dialect::Cavage);
    let digest = twice.header("digest").to_owned();
    assert!(matches!(twice.add("digest", &digest).judge(), Err(SignatureError::Malformed(_))));
    let nameless = Sent::post(Dialect::Cavage).set("signature", &format!(r#"keyId="{KEY_ID}",signature="AAAA""#));
    assert!(matches!(nameless.judge(), Err(SignatureError::CoverageTooSmall(_))));
}

#[test]
fn a_date_that_cannot_be_read_is_no_date() {
    for date in ["", "yesterday", "1618884473", "2021-04-20T02:07:53Z", "Mon, 20 Apr 2021 02:07:53 GMT"] {
        let sent = Sent::post(Dialect::Cavage).set("date", date).cavage("", LIST);
        assert_eq!(sent.judge(), Err(SignatureError::Malformed("Date")), "{date}");
    }
    let sent = Sent::post(Dialect::Cavage).without("date");
    assert!(matches!(sent.judge(), Err(SignatureError::Malformed(_))));
}

#[test]
fn created_and_expires_are_judged_when_they_are_signed() {
    let covered = "(request-target) (created) host digest";
    let judge = |params: &str, covered: &str| Sent::post(Dialect::Cavage).cavage(params, covered).judge();
    for params in ["created=1618884473,", "algorithm=\"hs2019\",created=1618882673,", "created=\"1618886273\","] {
        assert_eq!(judge(params, covered), Ok(()), "{params}");
    }
    for params in ["created=1618877273,", "created=1618891673,", "created=999999999999999,", "created=0,"] {
        assert_eq!(judge(params, covered), Err(SignatureError::OutsideWindow), "{params}");
    }
    for params in [
        "created=1618884473.5,",
        "created=-1,",
        "created=soon,",
        "created=,",
        "created=9999999999999999,",
        "algorithm=\"rsa-sha256\",created=1618884473,",
    ] {
        assert!(matches!(judge(params, covered), Err(SignatureError::Malformed(_))), "{params}");
    }
    let both = "(request-target) (created) (expires) host digest";
    assert_eq!(judge("created=1618884473,expires=1618884473,", both), Ok(()));
    assert_eq!(judge("created=1618884470,expires=1618884472,", both), Err(SignatureError::OutsideWindow));
    let expired = Sent::post(Dialect::Cavage).cavage("expires=1618884472,", LIST);
    assert_eq!(expired.judge(), Err(SignatureError::OutsideWindow));
    let absent = Sent::post(Dialect::Cavage);
    let named =
        absent.header("signature").replace("rsa-sha256", "hs2019").replace("date digest", "date (created) digest");
    assert!(matches!(absent.set("signature", &named).judge(), Err(SignatureError::Malformed(_))));
}

#[test]
fn every_honest_spelling_of_a_cavage_header_is_read() {
    let sent = Sent::post(Dialect::Cavage);
    let value = sent.header("signature").to_owned();
    let parts: Vec<&str> = value.split("\",").collect();
    let reversed = format!("{},{}\",{}\",{}\"", parts[3], parts[2], parts[1], parts[0]);
    for spelling in [
        value.replace("\",", "\", "),
        value.replace("\",", "\"\t ,\t "),
        value.replace("algorithm=\"rsa-sha256\",", ""),
        value.replace("rsa-sha256", "hs2019"),
        value.replace("host date", "Host DATE"),
        format!("{value},new-param=\"x\",other=1"),
        reversed,
    ] {
        assert_eq!(sent.clone().set("signature", &spelling).judge(), Ok(()), "{spelling}");
    }
    let moved = sent.clone().without("signature");
    assert_eq!(moved.clone().set("authorization", &format!("Signature {value}")).judge(), Ok(()));
    assert_eq!(moved.set("authorization", "Bearer x").judge(), Err(SignatureError::Missing));
    assert_eq!(sent.set("authorization", "Bearer x").judge(), Ok(()));
}

#[test]
fn a_cavage_header_that_could_be_read_in_two_ways_is_refused() {
    let sent = Sent::post(Dialect::Cavage);
    let value = sent.header("signature").to_owned();
    for ambiguous in [
        format!("{value},keyId=\"https://evil.example/k\""),
        format!("{value},KEYID=\"https://evil.example/k\""),
        format!("{value},x=1,x=1"),
        value.replace(&format!("\"{KEY_ID}\""), KEY_ID),
        value.replace("algorithm=\"rsa-sha256\"", "algorithm=rsa-sha256"),
        value.replace("host date", "host host date"),
        value.replace("host date", "host Host date"),
        value.replace("host date", "host  date"),
        value.replace("host date", "host x-absent date"),
        value.replace("host date", "host (expires) date"),
        value.replace(KEY_ID, "https://peer.example/a\\\"b"),
        value.replace("\",", "\" "),
        value.replace("\",", "\";"),
        format!("{value},"),
        format!(",{value}"),
        format!("{value}x"),
        value.trim_end_matches('"').to_owned(),
        value.replace("signature=\"", "signature=\" "),
        value.replace("==\"", "\""),
        String::new(),
        "Signature".to_owned(),
        format!("{value},pad=\"{}\"", "x".repeat(MAX_HEADER)),
        (0..20).map(|i| format!("p{i}=1,")).collect::<String>() + &value,
    ] {
        let verdict = sent.clone().set("signature", &ambiguous).judge();
        assert!(matches!(verdict, Err(SignatureError::Malformed(_))), "{ambiguous}: {verdict:?}");
    }
    for name in ["signature", "host", "date", "content-type"] {
        let again = sent.header(name).to_owned();
        assert!(matches!(sent.clone().add(name, &again).judge(), Err(SignatureError::Malformed(_))), "{name}");
    }
}

#[test]
fn only_a_get_may_be_signed_without_its_query() {
    let bare = |mut sent: Sent, covered| {
        let full = std::mem::replace(&mut sent.target, "/ap/rathaus".to_owned());
        Sent { target: full, ..sent.cavage("", covered) }
    };
    assert_eq!(bare(Sent::get(Dialect::Cavage), "(request-target) host date").judge(), Ok(()));
    assert_eq!(bare(Sent::post(Dialect::Cavage), LIST).judge(), Err(SignatureError::BadSignature));
}
