//! A mailbox under our control: letters that tests put into it, and a log of every command.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[derive(Default)]
struct Held {
    letters: Vec<String>,
    asked: Vec<String>,
    down: bool,
    locked: bool,
}

/// A mail server with one mailbox. UIDs count from 1.
pub struct Letters {
    pub address: SocketAddr,
    held: Arc<Mutex<Held>>,
}

impl Letters {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let held = Arc::new(Mutex::new(Held::default()));
        let served = Arc::clone(&held);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&served)));
            }
        });
        Self { address, held }
    }

    pub fn put(&self, letter: String) {
        self.held.lock().unwrap().letters.push(letter);
    }

    /// The mailbox holds exactly these, in the order of their arrival.
    pub fn replace(&self, letters: Vec<String>) {
        self.held.lock().unwrap().letters = letters;
    }

    /// Hangs up on everyone.
    pub fn down(&self, down: bool) {
        self.held.lock().unwrap().down = down;
    }

    /// Lets nobody log in.
    pub fn lock_out(&self, locked: bool) {
        self.held.lock().unwrap().locked = locked;
    }

    /// The mailbox is emptied.
    pub fn clear(&self) {
        self.held.lock().unwrap().letters.clear();
    }

    pub fn asked(&self) -> Vec<String> {
        self.held.lock().unwrap().asked.clone()
    }
}

async fn serve(stream: TcpStream, held: Arc<Mutex<Held>>) {
    if held.lock().unwrap().down {
        return;
    }
    let mut stream = BufReader::new(stream);
    let _ = stream.get_mut().write_all(b"* OK ready\r\n").await;
    let mut line = String::new();
    while stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {
        let (tag, command) = line.trim_end().split_once(' ').unwrap();
        let refused = command.starts_with("LOGIN") && held.lock().unwrap().locked;
        let mut out = answer(command, &mut held.lock().unwrap());
        out.push_str(&if refused {
            format!("{tag} NO [AUTHENTICATIONFAILED] no\r\n")
        } else {
            format!("{tag} OK done\r\n")
        });
        if stream.get_mut().write_all(out.as_bytes()).await.is_err() {
            return;
        }
        line.clear();
    }
}

fn answer(command: &str, held: &mut Held) -> String {
    held.asked.push(command.to_owned());
    let all = held.letters.iter().enumerate().map(|(at, letter)| (at + 1, letter));
    let words: Vec<&str> = command.split(' ').collect();
    match words[..] {
        ["EXAMINE", ..] => "* OK [UIDVALIDITY 7] valid\r\n".to_owned(),
        ["UID", "SEARCH", ..] => {
            let uids: Vec<String> = all.map(|(uid, _)| uid.to_string()).collect();
            format!("* SEARCH {}\r\n", uids.join(" "))
        }
        ["UID", "FETCH", set, ..] => all
            .filter(|(uid, _)| set.split(',').any(|one| one == uid.to_string()))
            .map(|(uid, letter)| {
                let size = letter.len();
                if command.contains("BODY.PEEK[]") {
                    format!("* {uid} FETCH (UID {uid} BODY[] {{{size}}}\r\n{letter})\r\n")
                } else {
                    format!("* {uid} FETCH (UID {uid} RFC822.SIZE {size})\r\n")
                }
            })
            .collect(),
        _ => String::new(),
    }
}
