//! A mail relay under our control: a real SMTP listener on loopback that keeps what it is given and can refuse.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A letter as it arrived.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The envelope's recipients.
    pub to: Vec<String>,
    pub head: String,
    pub subject: String,
    /// The text, decoded.
    pub text: String,
}

#[derive(Clone, Default)]
struct Shared {
    letters: Arc<Mutex<Vec<Letter>>>,
    refusals: Arc<AtomicUsize>,
    conversations: Arc<AtomicUsize>,
}

/// The running relay.
pub struct Mailbox {
    port: u16,
    shared: Shared,
}

impl Mailbox {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Shared::default();
        let state = shared.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, state.clone()));
            }
        });
        Self { port, shared }
    }

    /// What stands in `mail.relay`.
    pub fn relay(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The next `count` letters are refused for now.
    pub fn refuse(&self, count: usize) {
        self.shared.refusals.store(count, Ordering::SeqCst);
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.shared.letters.lock().unwrap().clone()
    }

    /// How often someone connected.
    pub fn conversations(&self) -> usize {
        self.shared.conversations.load(Ordering::SeqCst)
    }
}

async fn talk(stream: TcpStream, shared: Shared) {
    shared.conversations.fetch_add(1, Ordering::SeqCst);
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut to = Vec::new();
    write.write_all(b"220 mailbox\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" | "HELO" => "250-mailbox\r\n250 8BITMIME\r\n",
            "MAIL" if is_refused(&shared) => "451 4.3.0 later\r\n",
            "MAIL" | "RSET" | "NOOP" => "250 fine\r\n",
            "RCPT" => {
                to.push(line.split(['<', '>']).nth(1).unwrap().to_owned());
                "250 fine\r\n"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut raw = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                    raw.push('\n');
                }
                shared.letters.lock().unwrap().push(read_letter(std::mem::take(&mut to), &raw));
                "250 taken\r\n"
            }
            "QUIT" => {
                let _ = write.write_all(b"221 bye\r\n").await;
                return;
            }
            _ => "502 what?\r\n",
        };
        write.write_all(answer.as_bytes()).await.unwrap();
    }
}

fn is_refused(shared: &Shared) -> bool {
    shared.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
}

fn read_letter(to: Vec<String>, raw: &str) -> Letter {
    let (head, body) = raw.split_once("\n\n").unwrap();
    let head = head.replace("\n ", " ");
    let subject = head.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap_or_default();
    Letter { to, subject: words(subject), text: quoted_printable(body), head }
}

/// RFC 2047, as far as it is needed: base64 words in UTF-8.
fn words(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut encoded_before = false;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let inner = word.strip_prefix("=?utf-8?b?").and_then(|rest| rest.strip_suffix("?="));
        // The space between two encoded words is no part of the text.
        if !bytes.is_empty() && (!encoded_before || inner.is_none()) {
            bytes.push(b' ');
        }
        match inner {
            Some(inner) => bytes.extend(data_encoding::BASE64.decode(inner.as_bytes()).unwrap()),
            None => bytes.extend(word.as_bytes()),
        }
        encoded_before = inner.is_some();
    }
    String::from_utf8(bytes).unwrap()
}

fn quoted_printable(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'=' && after.len() >= 2 {
            let hex = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(hex, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}
