//! For tests: a mail server on loopback with one mailbox, a signer whose key is made in the test, and name servers that
//! know it.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use data_encoding::BASE64;
use jiff::Timestamp;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::super::contract::{Batch, Budget, Connector, Cursor};
use super::super::failure::SourceError;
use super::super::test_site::{Bench, bench};
use super::MailConnector;
use crate::clock::TestClock;
use crate::domain::connection::Login;
use crate::domain::source::SourceKind;
use crate::net::{Net, NetConfig, Resolver};

/// What the server does and holds.
pub struct Letterbox {
    pub validity: u32,
    /// UID and bytes.
    pub letters: Vec<(u32, Vec<u8>)>,
    pub password: String,
    /// Whether it says which UID comes next.
    pub tells_next: bool,
    /// What it says instead of an answer to a command that begins so.
    pub instead: Vec<(&'static str, String)>,
    /// Every command, without its tag.
    pub asked: Vec<String>,
}

/// Names and their texts; `None` when nobody answers.
#[derive(Default)]
pub struct Names {
    pub texts: Mutex<Option<HashMap<String, Vec<Vec<u8>>>>>,
    pub asked: Mutex<usize>,
}

#[async_trait]
impl Resolver for Names {
    async fn resolve(&self, _host: &str) -> io::Result<Vec<IpAddr>> {
        Err(io::Error::from(io::ErrorKind::NotFound))
    }

    async fn texts(&self, name: &str) -> io::Result<Vec<Vec<u8>>> {
        *self.asked.lock().unwrap() += 1;
        let texts = self.texts.lock().unwrap();
        let known = texts.as_ref().ok_or_else(|| io::Error::from(io::ErrorKind::TimedOut))?;
        Ok(known.get(name).cloned().unwrap_or_default())
    }
}

/// A mailbox and a source that reads it.
pub struct Post {
    pub bench: Bench,
    pub mailbox: Arc<Mutex<Letterbox>>,
    pub names: Arc<Names>,
    pub signer: Signer,
}

pub const PASSWORD: &str = "Käse \"und\" Brot\\";

pub async fn post() -> Post {
    let mailbox = Arc::new(Mutex::new(Letterbox {
        validity: 7,
        letters: Vec::new(),
        password: PASSWORD.to_owned(),
        tells_next: true,
        instead: Vec::new(),
        asked: Vec::new(),
    }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = Arc::clone(&mailbox);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&served)));
        }
    });
    let signer = Signer::new();
    let names = Arc::new(Names::default());
    *names.texts.lock().unwrap() = Some(signer.records());
    let mut bench = bench(SourceKind::Mail, "").await;
    bench.net = net(&names, bench.now, None);
    bench.source.url = format!("imap://127.0.0.1:{port}/INBOX");
    bench.source.settings = json!({ "domain": "musterbach.de", "list_id": "news.musterbach.de" });
    bench.login = Some(Login { user: Some("spiegel".to_owned()), ..Login::with_token(PASSWORD) });
    Post { bench, mailbox, names, signer }
}

/// The way out, with a certificate of the test's own.
pub fn net(names: &Arc<Names>, now: Timestamp, extra_ca_pem: Option<Vec<u8>>) -> Net {
    let config =
        NetConfig { user_agent: "test".to_owned(), loopback: true, proxy: None, extra_ca_pem, allow: Vec::new() };
    Net::new(config, Arc::clone(names) as Arc<dyn Resolver>, TestClock::at(now)).unwrap()
}

impl Post {
    pub fn put(&self, uid: u32, letter: impl AsRef<[u8]>) {
        self.mailbox.lock().unwrap().letters.push((uid, letter.as_ref().to_vec()));
    }

    pub async fn look(&self, cursor: Option<Cursor>, requests: u32) -> Result<Batch, SourceError> {
        MailConnector.poll(&self.bench.cx(), cursor, &mut Budget::requests(requests)).await
    }

    pub fn asked(&self) -> Vec<String> {
        self.mailbox.lock().unwrap().asked.clone()
    }
}

/// One conversation, the way Dovecot has it.
pub async fn serve(stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin, mailbox: Arc<Mutex<Letterbox>>) {
    let mut stream = BufReader::new(stream);
    stream.get_mut().write_all(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n").await.unwrap();
    converse(stream, mailbox).await;
}

/// What follows the greeting.
pub async fn converse(
    mut stream: BufReader<impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>,
    mailbox: Arc<Mutex<Letterbox>>,
) {
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let (tag, command) = line.trim_end().split_once(' ').unwrap();
        let (tag, command) = (tag.to_owned(), command.to_owned());
        let answer = if command == "AUTHENTICATE PLAIN" {
            stream.get_mut().write_all(b"+ \r\n").await.unwrap();
            line.clear();
            stream.read_line(&mut line).await.unwrap();
            let said = String::from_utf8(BASE64.decode(line.trim_end().as_bytes()).unwrap()).unwrap();
            answer(&format!("AUTHENTICATE {said}"), &mailbox)
        } else {
            answer(&command, &mailbox)
        };
        let mut out = answer;
        out.extend(format!("{tag} ").into_bytes());
        let end = ending(&command, &mailbox);
        out.extend(end.into_bytes());
        let sent = stream.get_mut().write_all(&out).await;
        if sent.is_err() || command == "LOGOUT" {
            return;
        }
    }
}

fn ending(command: &str, mailbox: &Arc<Mutex<Letterbox>>) -> String {
    let mailbox = mailbox.lock().unwrap();
    let instead = mailbox.instead.iter().find(|(begin, _)| command.starts_with(begin));
    instead.map_or_else(|| "OK done\r\n".to_owned(), |(_, text)| format!("{text}\r\n"))
}

fn answer(command: &str, mailbox: &Arc<Mutex<Letterbox>>) -> Vec<u8> {
    let mut mailbox = mailbox.lock().unwrap();
    let shown = if command.starts_with("AUTHENTICATE") { "AUTHENTICATE PLAIN" } else { command };
    mailbox.asked.push(shown.to_owned());
    if command.starts_with("AUTHENTICATE") && command != format!("AUTHENTICATE \0spiegel\0{}", mailbox.password) {
        mailbox.instead.push(("AUTHENTICATE", "NO [AUTHENTICATIONFAILED] Invalid credentials".to_owned()));
    }
    if mailbox.instead.iter().any(|(begin, _)| command.starts_with(begin)) {
        return Vec::new();
    }
    let words: Vec<&str> = command.split(' ').collect();
    match words[..] {
        ["EXAMINE", ..] => {
            let next = mailbox.letters.iter().map(|(uid, _)| uid + 1).max().unwrap_or(1);
            let next = if mailbox.tells_next { format!("* OK [UIDNEXT {next}] next\r\n") } else { String::new() };
            let (count, validity) = (mailbox.letters.len(), mailbox.validity);
            format!("* FLAGS (\\Seen)\r\n* {count} EXISTS\r\n* OK [UIDVALIDITY {validity}] UIDs valid\r\n{next}")
                .into_bytes()
        }
        ["UID", "SEARCH", "UID", range, ..] => {
            let from: u32 = range.trim_end_matches(":*").parse().unwrap();
            let last = mailbox.letters.iter().map(|(uid, _)| *uid).max();
            let found = mailbox.letters.iter().map(|(uid, _)| *uid).filter(|uid| *uid >= from || Some(*uid) == last);
            format!("* SEARCH {}\r\n", found.map(|uid| uid.to_string()).collect::<Vec<_>>().join(" ")).into_bytes()
        }
        ["UID", "FETCH", set, ..] => {
            let wanted: Vec<u32> = set.split(',').map(|uid| uid.parse().unwrap()).collect();
            let mut out = b"* 99 EXISTS\r\n".to_vec();
            for (at, (uid, letter)) in mailbox.letters.iter().enumerate().filter(|(_, (uid, _))| wanted.contains(uid)) {
                let (n, size) = (at + 1, letter.len());
                if command.contains("BODY.PEEK[]") {
                    out.extend(format!("* {n} FETCH (UID {uid} BODY[] {{{size}}}\r\n").into_bytes());
                    out.extend(letter);
                    out.extend(b")\r\n");
                } else {
                    out.extend(format!("* {n} FETCH (UID {uid} RFC822.SIZE {size})\r\n").into_bytes());
                }
            }
            out
        }
        _ => Vec::new(),
    }
}

/// Signs letters (relaxed/relaxed) with keys of its own.
pub struct Signer {
    rsa: RsaKeyPair,
    ed25519: Ed25519KeyPair,
}

impl Signer {
    fn new() -> Self {
        Self { rsa: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(), ed25519: Ed25519KeyPair::generate().unwrap() }
    }

    /// What stands under its names.
    fn records(&self) -> HashMap<String, Vec<Vec<u8>>> {
        let rsa = BASE64.encode(self.rsa.public_key().as_ref());
        let ed25519 = BASE64.encode(self.ed25519.public_key().as_ref());
        HashMap::from([
            ("rsa._domainkey.musterbach.de".to_owned(), vec![format!("v=DKIM1; k=rsa; p={rsa}").into_bytes()]),
            ("ed._domainkey.musterbach.de".to_owned(), vec![format!("v=DKIM1; k=ed25519; p={ed25519}").into_bytes()]),
        ])
    }

    /// A letter with a signature over these headers. They stand in the letter in unfolded lines with one space.
    pub fn sign(&self, selector: &str, covers: &[&str], letter: &str) -> String {
        let (head, body) = letter.split_once("\r\n\r\n").unwrap();
        let trimmed = body.trim_end_matches("\r\n");
        let lines = trimmed.split("\r\n").map(|line| {
            let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
            let indent = if line.starts_with(' ') { " " } else { "" };
            format!("{indent}{}\r\n", words.join(" "))
        });
        let text: String = if trimmed.is_empty() { String::new() } else { lines.collect() };
        let hash = BASE64.encode(digest(&SHA256, text.as_bytes()).as_ref());
        let kind = if selector == "rsa" { "rsa" } else { "ed25519" };
        let own = format!(
            "v=1; a={kind}-sha256; c=relaxed/relaxed; d=musterbach.de; s={selector}; h={}; bh={hash}; b=",
            covers.join(":")
        );
        let mut said = String::new();
        for name in covers {
            let mut fields = head.split("\r\n").filter_map(|line| line.split_once(": "));
            if let Some((_, value)) = fields.find(|(known, _)| known.eq_ignore_ascii_case(name)) {
                said.push_str(&format!("{name}:{}\r\n", value.trim()));
            }
        }
        said.push_str(&format!("dkim-signature:{own}"));
        let signature = if selector == "rsa" {
            let mut out = vec![0; self.rsa.public_modulus_len()];
            self.rsa.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), said.as_bytes(), &mut out).unwrap();
            out
        } else {
            self.ed25519.sign(digest(&SHA256, said.as_bytes()).as_ref()).as_ref().to_vec()
        };
        format!("DKIM-Signature: {own}{}\r\n{letter}", BASE64.encode(&signature))
    }

    /// An issue of the newsletter.
    pub fn issue(&self, selector: &str, id: &str, subject: &str, body: &str) -> String {
        self.sign(selector, &["from", "subject", "date", "list-id", "message-id"], &letter(id, subject, body))
    }
}

/// An unsigned one.
pub fn letter(id: &str, subject: &str, body: &str) -> String {
    format!(
        "Message-ID: <{id}@musterbach.de>\r\nFrom: Stadt Musterbach <news@musterbach.de>\r\n\
         To: Erika Beispiel <erika@example.org>\r\nList-Id: Newsletter <news.musterbach.de>\r\n\
         List-Unsubscribe: <https://news.musterbach.de/weg/erika>\r\nDate: Fri, 18 Jul 2025 09:00:00 +0200\r\n\
         Subject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    )
}
