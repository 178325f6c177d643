//! Looks at a real mail server on loopback: what is taken, what is set aside, what is asked.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::super::contract::{Ask, Budget, Connector, Fetched, Window};
use super::MailConnector;
use super::poll::poll_within;
use super::test_mailbox::{converse, letter, net, post};
use crate::domain::connection::Login;
use crate::domain::item::NativeId;
use crate::domain::source::{Aside, Cause, ErrorClass};

const COVERS: &[&str] = &["from", "subject", "date", "list-id"];

#[tokio::test]
async fn a_signed_issue_is_read_once_and_nothing_in_the_mailbox_changes() {
    let post = post().await;
    post.put(3, post.signer.issue("rsa", "1", "Markt", "Guten Tag Frau Beispiel,\r\n\r\nder Markt  öffnet."));
    post.put(4, post.signer.issue("ed", "2", "Fest", "Am Freitag."));
    let first = post.look(None, 4).await.unwrap();
    let read: Vec<_> = first.items.iter().map(|item| (item.native_id.0.as_str(), item.text.as_str())).collect();
    assert_eq!(read, [("1@musterbach.de", "der Markt  öffnet."), ("2@musterbach.de", "Am Freitag.")]);
    assert_eq!((first.window, first.quarantined.len()), (Window::Partial, 0));

    let restored = serde_json::from_str(&serde_json::to_string(&first.next.unwrap()).unwrap()).unwrap();
    let second = post.look(Some(restored), 4).await.unwrap();
    assert!(second.unchanged && second.items.is_empty());

    post.put(9, post.signer.issue("rsa", "3", "Rat", "Sitzung."));
    let third = post.look(second.next, 4).await.unwrap();
    assert_eq!(third.items.iter().map(|item| item.native_id.0.as_str()).collect::<Vec<_>>(), ["3@musterbach.de"]);

    for command in post.asked() {
        let harmless = ["AUTHENTICATE", "EXAMINE", "UID SEARCH", "UID FETCH", "LOGOUT"];
        assert!(harmless.iter().any(|begin| command.starts_with(begin)), "{command}");
        assert!(!command.contains("BODY[]"), "what is peeked at is not marked as read: {command}");
    }
}

#[tokio::test]
async fn what_is_not_proven_is_set_aside_and_counted() {
    let post = post().await;
    let good = post.signer.issue("rsa", "1", "Markt", "Text.");
    let changed = post.signer.issue("rsa", "7", "Markt", "Text.");
    let bare_list = post.signer.sign("rsa", &["from", "subject", "date"], &letter("6", "Markt", "Text."));
    let many = [
        letter("2", "Unsigniert", "Text."),
        changed.replace("Text.", "Text!"),
        changed.replace("Subject: Markt", "Subject: Fest"),
        format!("Subject: Anders\r\n{good}"),
        bare_list,
        post.signer.sign("rsa", COVERS, &letter("8", "x", "x").replace("news.musterbach.de>", "andere.musterbach.de>")),
        letter("9", "x", "x").replace("news@musterbach.de", "news@musterbach.de.test"),
        good.replacen("d=musterbach.de", "d=fremd.test", 1),
        good.replace("; bh=", "; l=5; bh="),
        good.replace("s=rsa", "s=ed"),
        good.replace("s=rsa", "s=fehlt"),
    ];
    for (at, letter) in many.iter().enumerate() {
        post.put(10 + u32::try_from(at).unwrap(), letter);
    }
    let batch = post.look(None, 4).await.unwrap();
    assert!(batch.items.is_empty(), "{:?}", batch.items);
    assert_eq!(batch.quarantined.len(), many.len());
    for entry in &batch.quarantined {
        assert_eq!((entry.aside, entry.excerpt.as_str()), (Aside::Unproven, ""), "{}", entry.reason);
    }
    let whole = format!("{:?}", batch.quarantined);
    assert!(!whole.contains("erika") && !whole.contains("Text"), "nothing of a letter is kept: {whole}");
}

#[tokio::test]
async fn letters_of_others_are_none_of_our_business() {
    let post = post().await;
    post.put(1, "From: Max <max@fremd.test>\r\nSubject: Privat\r\n\r\nHallo\r\n");
    let batch = post.look(None, 4).await.unwrap();
    assert_eq!((batch.items.len(), batch.quarantined.len()), (0, 0));
}

#[tokio::test]
async fn our_own_mail_server_may_have_checked_the_signature() {
    let mut post = post().await;
    post.bench.source.settings =
        json!({ "domain": "musterbach.de", "list_id": "news.musterbach.de", "checked_by": "mx.musterbach.de" });
    let said = |said: &str, id: &str| format!("Authentication-Results: {said}\r\n{}", letter(id, "Markt", "Text."));
    post.put(1, said("mx.musterbach.de; spf=pass; dkim=pass (2048-bit) header.d=musterbach.de header.s=a", "1"));
    post.put(2, said("mx.musterbach.de; dkim=fail header.d=musterbach.de", "2"));
    post.put(3, said("mx.fremd.test; dkim=pass header.d=musterbach.de", "3"));
    post.put(4, said("mx.musterbach.de; dkim=pass header.d=fremd.test", "4"));
    let forged =
        "mx.musterbach.de; dkim=none\r\nAuthentication-Results: mx.musterbach.de; dkim=pass header.d=musterbach.de";
    post.put(5, said(forged, "5"));
    let batch = post.look(None, 4).await.unwrap();
    assert_eq!(batch.items.iter().map(|item| item.native_id.0.as_str()).collect::<Vec<_>>(), ["1@musterbach.de"]);
    assert_eq!((batch.quarantined.len(), *post.names.asked.lock().unwrap()), (4, 0));
}

#[tokio::test]
async fn one_sound_signature_is_enough_whatever_is_said_of_others() {
    let mut post = post().await;
    let broken = "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=versand.test; s=x; h=from; bh=eA==; b=eA==";
    let results = "Authentication-Results: mx.test; dkim=fail header.d=versand.test; dmarc=fail";
    let issue = |id: &str| format!("{results}\r\n{broken}\r\n{}", post.signer.issue("rsa", id, "Markt", "Text."));
    post.put(1, issue("1"));
    assert_eq!(post.look(None, 4).await.unwrap().items.len(), 1);

    post.bench.source.settings["checked_by"] = "mx.musterbach.de".into();
    let quoted = "mx.musterbach.de; spf=fail smtp.mailfrom=\"; dkim=pass header.d=musterbach.de \"@fremd.test";
    let both = "mx.musterbach.de; dkim=fail header.d=versand.test; dkim=pass header.d=musterbach.de";
    for (uid, said) in [(2, quoted), (3, both)] {
        post.put(uid, format!("Authentication-Results: {said}\r\n{}", letter(&uid.to_string(), "Markt", "Text.")));
    }
    let batch = post.look(None, 4).await.unwrap();
    assert_eq!(batch.items.iter().map(|item| item.native_id.0.as_str()).collect::<Vec<_>>(), ["3@musterbach.de"]);
}

#[tokio::test]
async fn without_name_servers_letters_wait() {
    let post = post().await;
    post.put(1, post.signer.issue("rsa", "1", "Markt", "Text."));
    let known = post.names.texts.lock().unwrap().take();
    let error = post.look(None, 4).await.unwrap_err();
    assert_eq!((error.cause, error.class()), (Cause::NameUnknown, ErrorClass::Transient));
    *post.names.texts.lock().unwrap() = known;
    assert_eq!(post.look(None, 4).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn a_letter_that_cannot_be_judged_yet_holds_up_no_earlier_one() {
    let mut post = post().await;
    post.bench.source.settings["list_id"] = "news.musterbach.de".into();
    post.put(1, letter("1", "Unsigniert", "Text."));
    post.put(2, post.signer.issue("rsa", "2", "Markt", "Text."));
    let known = post.names.texts.lock().unwrap().take();
    let first = post.look(None, 4).await.unwrap();
    assert_eq!((first.items.len(), first.quarantined.len()), (0, 1));
    *post.names.texts.lock().unwrap() = known;
    let second = post.look(first.next, 4).await.unwrap();
    assert_eq!((second.items.len(), second.quarantined.len()), (1, 0));
}

#[tokio::test]
async fn without_a_next_number_nothing_older_is_read_either() {
    let post = post().await;
    post.mailbox.lock().unwrap().tells_next = false;
    let first = post.look(None, 4).await.unwrap();
    post.put(1, post.signer.issue("rsa", "1", "Markt", "Text."));
    let second = post.look(first.next, 4).await.unwrap();
    assert_eq!(second.items.len(), 1);
    post.look(second.next, 4).await.unwrap();
    let searched: Vec<_> = post.asked().into_iter().filter(|command| command.starts_with("UID SEARCH")).collect();
    let since = "UID SEARCH UID 1:* SINCE 18-Jun-2025";
    assert_eq!(searched, [since, since, "UID SEARCH UID 2:*"]);
}

#[tokio::test]
async fn new_numbers_mean_a_new_reading() {
    let post = post().await;
    post.put(5, post.signer.issue("rsa", "1", "Markt", "Text."));
    let first = post.look(None, 4).await.unwrap();
    {
        let mut mailbox = post.mailbox.lock().unwrap();
        mailbox.validity = 8;
        mailbox.letters[0].0 = 1;
    }
    let second = post.look(first.next, 4).await.unwrap();
    assert_eq!(second.items[0].native_id, first.items[0].native_id);
}

#[tokio::test]
async fn a_full_mailbox_is_read_bit_by_bit_within_the_budget() {
    let post = post().await;
    for uid in 1..=45 {
        post.put(uid, post.signer.issue("ed", &uid.to_string(), "Markt", "Text."));
    }
    post.put(46, format!("{}\r\n{}", letter("46", "Lang", "x"), "x".repeat(super::poll::MAX_LETTER)));
    let mut cursor = None;
    let mut sizes = Vec::new();
    loop {
        let before = post.asked().len();
        let batch = post.look(cursor, 4).await.unwrap();
        assert!(post.asked().len() - before <= 6, "log in, open, search, sizes, letters, log out");
        sizes.push((batch.items.len(), batch.quarantined.len()));
        cursor = batch.next;
        if batch.unchanged {
            break;
        }
    }
    assert_eq!(sizes, [(20, 0), (20, 0), (5, 1), (0, 0)]);
    for requests in 0..4 {
        let before = post.asked().len();
        let batch = post.look(None, requests).await;
        assert!(batch.is_err() == (requests == 0) && post.asked().len() - before <= 2 + requests as usize);
    }
}

#[tokio::test]
async fn whatever_goes_wrong_is_an_error_of_its_class() {
    let mut post = post().await;
    post.put(1, post.signer.issue("rsa", "1", "Markt", "Text."));
    for (command, answer, cause) in [
        ("AUTHENTICATE", "NO [AUTHENTICATIONFAILED] geheim", Cause::LoginExpired),
        ("AUTHENTICATE", "NO [UNAVAILABLE] later", Cause::ServerTrouble),
        ("AUTHENTICATE", "NO [LIMIT] too many", Cause::AskedToWait),
        ("EXAMINE", "NO [NONEXISTENT] no such mailbox", Cause::NotFound),
        ("EXAMINE", "NO [NOPERM] no", Cause::Forbidden),
        ("UID SEARCH", "BAD what", Cause::ServerTrouble),
        ("UID FETCH", "NO [EXPUNGEISSUED] gone", Cause::ServerTrouble),
    ] {
        post.mailbox.lock().unwrap().instead = vec![(command, answer.to_owned())];
        let error = post.look(None, 4).await.unwrap_err();
        assert!(error.cause == cause && !error.detail.contains("geheim"), "{command} {answer}: {error:?}");
    }
    post.mailbox.lock().unwrap().instead.clear();
    post.mailbox.lock().unwrap().password = "anders".to_owned();
    assert_eq!(post.look(None, 4).await.unwrap_err().cause, Cause::LoginExpired);
    post.bench.login = Some(Login::with_token("nur ein Wort"));
    assert_eq!(post.look(None, 4).await.unwrap_err().cause, Cause::LoginMissing);
    post.bench.login = None;
    assert_eq!(post.look(None, 4).await.unwrap_err().cause, Cause::LoginMissing);
    post.bench.source.url = "imaps://imap.musterbach.example:9993/".to_owned();
    post.bench.login = Some(Login::with_token("x"));
    assert_eq!(post.look(None, 4).await.unwrap_err().cause, Cause::AddressRefused);
    post.bench.source.settings = json!({});
    assert_eq!(post.look(None, 4).await.unwrap_err().cause, Cause::SettingsWrong);
}

#[tokio::test]
async fn a_server_that_never_stops_is_left() {
    let post = post().await;
    post.put(1, post.signer.issue("rsa", "1", "Markt", "Text."));
    let endless = format!("OK {{{}}}", usize::MAX);
    post.mailbox.lock().unwrap().instead = vec![("EXAMINE", endless)];
    assert_eq!(post.look(None, 4).await.unwrap_err().cause, Cause::TooLarge);
    post.mailbox.lock().unwrap().instead = vec![("EXAMINE", "x".repeat(2 * 1024 * 1024))];
    assert_eq!(post.look(None, 4).await.unwrap_err().cause, Cause::TooLarge);
}

/// Every piece comes in time, and they never end: first of one line, then of whole lines that nobody asked for.
#[rstest::rstest]
#[case("* OK [CAPABILITY ", "x")]
#[case("* OK ready\r\n", "* OK still here\r\n")]
#[tokio::test]
async fn a_server_that_drips_is_left(#[case] first: &'static str, #[case] drop: &'static str) {
    let mut post = post().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    post.bench.source.url = format!("imap://{}/INBOX", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(first.as_bytes()).await.unwrap();
        let mut drops = tokio::time::interval(Duration::from_millis(5));
        loop {
            drops.tick().await;
            if stream.write_all(drop.as_bytes()).await.is_err() {
                return;
            }
        }
    });
    let (cx, mut budget) = (post.bench.cx(), Budget::requests(4));
    let look = poll_within(Duration::from_millis(300), &cx, None, &mut budget);
    let look = tokio::time::timeout(Duration::from_secs(10), look).await.expect("the session has no end");
    assert_eq!(look.unwrap_err().cause, Cause::TimedOut);
    server.await.unwrap();
}

#[tokio::test]
async fn what_does_not_speak_imap_is_named() {
    let mut post = post().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    post.bench.source.url = format!("imap://{}/INBOX", listener.local_addr().unwrap());
    for (greeting, cause) in [
        ("SSH-2.0-OpenSSH_9.9\r\n", Cause::NoDocument),
        ("* PREAUTH welcome\r\n", Cause::NoDocument),
        ("* BYE not now\r\n", Cause::ServerTrouble),
        ("", Cause::BrokenOff),
    ] {
        let (answer, look) = tokio::join!(
            async { listener.accept().await.unwrap().0.write_all(greeting.as_bytes()).await },
            post.look(None, 4)
        );
        answer.unwrap();
        assert_eq!(look.unwrap_err().cause, cause, "{greeting}");
    }
}

#[tokio::test]
async fn a_mailbox_is_opened_once_before_it_is_added() {
    let post = post().await;
    let look = post.bench.look();
    let account = MailConnector.resolve(&look, &post.bench.source.url).await.unwrap();
    assert_eq!(account.url.as_str(), post.bench.source.url);
    assert_eq!(
        (account.account.as_deref(), account.name.as_deref()),
        (Some("news.musterbach.de"), Some("musterbach.de"))
    );
    assert!(MailConnector.health(&post.bench.cx()).await.is_ok());
    let error = MailConnector.resolve(&look, "https://musterbach.de/").await.unwrap_err();
    assert_eq!(error.cause, Cause::AddressUnreadable);
}

#[tokio::test]
async fn a_letter_that_is_not_in_the_mailbox_any_more_was_still_sent() {
    let post = post().await;
    let asks = [Ask { native_id: NativeId("1@musterbach.de".into()), canonical_url: None, starts: None }];
    let answers = MailConnector.refetch(&post.bench.cx(), &asks, &mut Budget::requests(4)).await.unwrap();
    assert_eq!(answers[0].1, Fetched::Transient);
    assert!(post.asked().is_empty());
}

#[tokio::test]
async fn encryption_that_is_offered_is_begun_before_the_login() {
    let mut post = post().await;
    post.put(1, post.signer.issue("rsa", "1", "Markt", "Text."));
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    post.bench.source.url = format!("imap://localhost:{}/INBOX", listener.local_addr().unwrap().port());
    post.bench.net = net(&post.names, post.bench.now, Some(made.cert.pem().into_bytes()));
    let serve = async |answer: &str| {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n").await.unwrap();
        let mut asked = [0; 13];
        stream.read_exact(&mut asked).await.unwrap();
        assert_eq!(&asked, b"a1 STARTTLS\r\n");
        stream.write_all(answer.as_bytes()).await.unwrap();
        if let Ok(stream) = acceptor.accept(stream).await {
            converse(BufReader::new(stream), Arc::clone(&post.mailbox)).await;
        }
    };
    let ((), look) = tokio::join!(serve("a1 OK begin\r\n"), post.look(None, 4));
    assert_eq!(look.unwrap().items.len(), 1);
    let before = post.asked().len();
    for answer in ["a1 NO not today\r\n", "a1 OK begin\r\n* OK said by somebody in between\r\n"] {
        let ((), look) = tokio::join!(serve(answer), post.look(None, 4));
        assert_eq!(look.unwrap_err().cause, Cause::TlsFailed, "{answer}");
    }
    assert_eq!(post.asked().len(), before, "no password was said");
}
