//! Keys survive storage, and weak or odd public keys are refused.

use super::*;
use crate::federation::signature::test_key;
use proptest::prelude::*;

/// A DER element with its length in the shortest form, as DER demands.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = content.len();
    let [high, low] = u16::try_from(len).unwrap().to_be_bytes();
    let head = match len {
        0..0x80 => vec![tag, low],
        0x80..0x100 => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [head, content.to_vec()].concat()
}

/// An `RSAPublicKey` with this modulus and exponent, in PEM form.
fn rsa_pem(modulus: &[u8], exponent: &[u8]) -> String {
    let sequence = der(0x30, &[der(0x02, modulus), der(0x02, exponent)].concat());
    format!("-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----", BASE64.encode(&sequence))
}

/// An odd number of so many bytes with the highest bit set, with the zero byte that DER puts in front.
fn modulus(bytes: usize) -> Vec<u8> {
    let mut modulus = vec![0xa7; bytes + 1];
    modulus[0] = 0;
    modulus
}

#[test]
fn a_key_is_the_same_after_being_stored() {
    let key = test_key();
    let again = SigningKey::from_pkcs8_der(&key.to_pkcs8_der().unwrap()).unwrap();
    assert_eq!(again.public_key_pem(), key.public_key_pem());
    let public = VerifyingKey::from_pem(&key.public_key_pem()).unwrap();
    let signature = again.sign(b"text").unwrap();
    assert!(public.verify(Scheme::RsaSha256, b"text", &signature));
    assert!(!public.verify(Scheme::RsaSha256, b"other", &signature));
    assert!(!public.verify(Scheme::RsaSha512, b"text", &signature));
    assert!(!public.verify(Scheme::Ed25519, b"text", &signature));
}

#[test]
fn the_public_key_is_written_as_spki_pem_in_lines_of_64() {
    let pem = test_key().public_key_pem();
    let lines: Vec<&str> = pem.lines().collect();
    assert_eq!(lines[0], "-----BEGIN PUBLIC KEY-----");
    assert_eq!(lines[lines.len() - 1], "-----END PUBLIC KEY-----");
    assert!(lines[1..lines.len() - 2].iter().all(|line| line.len() == 64));
    assert!(pem.ends_with("-----\n"));
}

#[test]
fn the_debug_form_shows_no_secret() {
    assert_eq!(format!("{:?}", test_key()), "SigningKey(secret)");
}

#[test]
fn line_breaks_do_not_matter_in_pem() {
    let pem = test_key().public_key_pem();
    let expected = VerifyingKey::from_pem(&pem).unwrap();
    let one_line = pem.replace('\n', "").replace("KEY-----", "KEY-----\n").replace("-----END", "\n-----END");
    for variant in [pem.replace('\n', "\r\n"), format!("\n  {pem}\n\n"), pem.trim_end().to_owned(), one_line] {
        assert_eq!(VerifyingKey::from_pem(&variant).as_ref(), Ok(&expected), "{variant}");
    }
}

#[test]
fn rsa_keys_outside_2048_to_8192_bits_are_refused() {
    let e = [1, 0, 1];
    assert!(VerifyingKey::from_pem(&rsa_pem(&modulus(256), &e)).is_ok());
    assert!(VerifyingKey::from_pem(&rsa_pem(&modulus(1024), &e)).is_ok());
    assert_eq!(VerifyingKey::from_pem(&rsa_pem(&modulus(128), &e)), Err(KeyError::Size(1024)));
    assert_eq!(VerifyingKey::from_pem(&rsa_pem(&modulus(255), &e)), Err(KeyError::Size(2040)));
    assert_eq!(VerifyingKey::from_pem(&rsa_pem(&modulus(1025), &e)), Err(KeyError::Size(8200)));
    assert!(VerifyingKey::from_pem(&rsa_pem(&modulus(2100), &e)).is_err());
}

#[test]
fn useless_rsa_exponents_are_refused() {
    for e in [&[1][..], &[2], &[0], &[1, 0, 0], &[0x01, 0, 0, 0, 0, 1]] {
        assert!(VerifyingKey::from_pem(&rsa_pem(&modulus(256), e)).is_err(), "{e:?}");
    }
    assert!(VerifyingKey::from_pem(&rsa_pem(&modulus(256), &[3])).is_ok());
}

#[test]
fn anything_but_one_short_public_key_block_is_refused() {
    let pem = test_key().public_key_pem();
    let private = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----",
        BASE64.encode(&test_key().to_pkcs8_der().unwrap())
    );
    for text in [
        String::new(),
        pem.repeat(2),
        format!("{pem}x"),
        format!("x{pem}"),
        pem.replace("END PUBLIC", "END RSA PUBLIC"),
        pem.replace("PUBLIC KEY", "CERTIFICATE"),
        pem.replace('=', "").replace("IDAQAB", "ID!QAB"),
        format!("{pem}{}", " ".repeat(MAX_PEM)),
        private,
    ] {
        assert!(VerifyingKey::from_pem(&text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_pem_reader_panic(inner in "[A-Za-z0-9+/=]{0,120}", around in "\\PC{0,20}") {
        prop_assert!(VerifyingKey::from_pem(&around).is_err());
        let block = format!("-----BEGIN PUBLIC KEY-----\n{inner}\n-----END PUBLIC KEY-----");
        let _any_outcome = VerifyingKey::from_pem(&block);
    }
}
