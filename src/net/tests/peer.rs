//! A stranger: a listener that answers each connection with bytes of the test's choosing and remembers what was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use url::Url;

/// What follows the first bytes of an answer.
pub enum Then {
    /// Hang up.
    Close,
    /// Say nothing more.
    Hang,
    /// The same bytes again and again.
    Repeat(Vec<u8>),
    /// One byte at a time, for ever.
    Drip(Duration),
}

pub struct Peer {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
    news: Arc<Notify>,
}

impl Peer {
    /// Listens on `127.0.0.1`; `answer` gets the request (head and body as text).
    pub async fn start(answer: impl Fn(&str) -> (Vec<u8>, Then) + Send + Sync + 'static) -> Self {
        Self::start_on("127.0.0.1:0", answer).await
    }

    pub async fn start_on(address: &str, answer: impl Fn(&str) -> (Vec<u8>, Then) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (seen, news) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Notify::new()));
        let peer = Self { address, seen: Arc::clone(&seen), news: Arc::clone(&news) };
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, seen, news) = (Arc::clone(&answer), Arc::clone(&seen), Arc::clone(&news));
                tokio::spawn(async move {
                    let mut stream = stream;
                    let request = read_request(&mut stream).await;
                    seen.lock().unwrap().push(request.clone());
                    news.notify_waiters();
                    let (first, then) = answer(&request);
                    write_answer(&mut stream, &first, then).await;
                });
            }
        });
        peer
    }

    pub fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    /// Every request so far, in the order of arrival.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// Waits until `count` requests have arrived.
    pub async fn wait_for(&self, count: usize) {
        loop {
            let arrived = self.news.notified();
            tokio::pin!(arrived);
            arrived.as_mut().enable();
            if self.seen().len() >= count {
                return;
            }
            arrived.await;
        }
    }
}

/// An answer with status line and headers as given, and a body with its length.
pub fn answer(status: &str, headers: &[&str], body: &[u8]) -> (Vec<u8>, Then) {
    let mut bytes =
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n", body.len()).into_bytes();
    for header in headers {
        bytes.extend_from_slice(format!("{header}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    (bytes, Then::Close)
}

/// A redirect.
pub fn redirect(status: &str, location: &str) -> (Vec<u8>, Then) {
    answer(status, &[&format!("Location: {location}")], b"")
}

/// The path of a request's first line.
pub fn path(request: &str) -> &str {
    request.split(' ').nth(1).unwrap_or_default()
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return text,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
        // A TLS greeting has no blank line; one record is all a test needs to see.
        if bytes[0] == 0x16 {
            return "TLS".to_owned();
        }
    }
}

async fn write_answer(stream: &mut TcpStream, first: &[u8], then: Then) {
    if stream.write_all(first).await.is_err() {
        return;
    }
    match then {
        Then::Close => {
            stream.shutdown().await.ok();
        }
        Then::Hang => {
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await.ok();
        }
        Then::Repeat(bytes) => while stream.write_all(&bytes).await.is_ok() {},
        Then::Drip(pause) => {
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(pause).await;
            }
        }
    }
}
