//! Reading a mailbox by IMAP (RFC 9051, and RFC 3501 servers). In: where it is, and the login. Out: what lies in its folder.
//! Five commands and no more: log in, EXAMINE (which cannot change anything), UID SEARCH, UID FETCH with BODY.PEEK
//! (which marks nothing as read), LOGOUT. The own client is smaller than what bounds a foreign one: every line, literal
//! and session has a largest size, and the session an end, which libraries leave to their callers' memory. Called by `poll` and `resolve`.

use std::time::Duration;

use data_encoding::BASE64;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, timeout_at};

use super::super::failure::SourceError;
use super::folder_name;
use super::imap_read::{
    Ending, Fetched, Greeting, Word, ending, fetched, greeting, literal_length, number_in_code, searched, words_of,
};
use super::place::Place;
use crate::domain::connection::Login;
use crate::domain::source::Cause;
use crate::net::{Line, Net, NetError};

/// The longest line of an answer, in bytes; a search lists all it found in one.
const MAX_LINE: usize = 1024 * 1024;

/// The most that is read in one session, in bytes.
const MAX_SESSION: usize = 16 * 1024 * 1024;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a session may take from its first word to its last, however busily the server talks.
pub(super) const SESSION: Duration = Duration::from_secs(180);

/// A mailbox's folder, open for reading.
pub(super) struct Mailbox {
    line: Line,
    buffer: Vec<u8>,
    tag: u32,
    left: usize,
    until: Instant,
}

/// What the folder says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Folder {
    /// When it changes, all UIDs mean other letters.
    pub validity: u32,
    /// The UID the next letter will get, where the server says so.
    pub next: Option<u32>,
}

impl Mailbox {
    /// Connects, logs in and opens the folder for reading; the session ends after `most` whatever is going on.
    ///
    /// # Errors
    /// When the server cannot be reached, refuses the login or has no such folder.
    pub async fn open(net: &Net, place: &Place, login: &Login, most: Duration) -> Result<(Self, Folder), SourceError> {
        let until = Instant::now() + most;
        let line = net.dial(&place.host, place.port, place.tls).await?;
        let mut mailbox = Self { line, buffer: Vec::new(), tag: 0, left: MAX_SESSION, until };
        let hello = mailbox.answer().await?;
        match greeting(&hello) {
            Greeting::Hello => {}
            Greeting::Bye => return Err(SourceError::new(Cause::ServerTrouble, "the mail server hangs up")),
            Greeting::Strange => return Err(SourceError::new(Cause::NoDocument, "this does not speak IMAP")),
        }
        // Where a password may not be said in the clear, what is offered does not matter: it may have been taken out.
        let offers = hello.iter().any(|word| matches!(word, Word::Atom(code) if code.contains("STARTTLS")));
        let begins = !mailbox.line.is_secure() && (offers || !mailbox.line.is_safe());
        let mut mailbox = if begins { mailbox.start_tls().await? } else { mailbox };
        mailbox.log_in(login).await?;
        let folder = mailbox.examine(&place.folder).await?;
        Ok((mailbox, folder))
    }

    async fn start_tls(mut self) -> Result<Self, SourceError> {
        let (how, _) = self.command("STARTTLS", &mut |_| {}).await?;
        if how != Ending::Ok {
            return Err(SourceError::new(Cause::TlsFailed, "the mail server offers no encryption"));
        }
        if !self.buffer.is_empty() {
            return Err(SourceError::new(Cause::TlsFailed, "something was said between the line and its encryption"));
        }
        Ok(Self { line: self.line.secured().await?, ..self })
    }

    async fn log_in(&mut self, login: &Login) -> Result<(), SourceError> {
        let user =
            login.user.as_deref().ok_or_else(|| SourceError::new(Cause::LoginMissing, "the login has no user name"))?;
        let password = login.token.reveal();
        let plain = |text: &str| text.bytes().all(|byte| (b' '..0x7f).contains(&byte));
        let (how, code) = if plain(user) && plain(password) {
            self.command(&format!("LOGIN {} {}", in_quotes(user), in_quotes(password)), &mut |_| {}).await?
        } else {
            // Umlauts may stand in no quotes (RFC 4616).
            let words = BASE64.encode(format!("\0{user}\0{password}").as_bytes());
            self.converse("AUTHENTICATE PLAIN", Some(&words), &mut |_| {}).await?
        };
        match (how, code.as_deref()) {
            (Ending::Ok, _) => Ok(()),
            (_, Some("UNAVAILABLE" | "SERVERBUG" | "INUSE")) => {
                Err(SourceError::new(Cause::ServerTrouble, "the mail server cannot check logins just now"))
            }
            (_, Some("LIMIT")) => Err(SourceError::new(Cause::AskedToWait, "the mail server has too many visitors")),
            (_, Some("PRIVACYREQUIRED")) => Err(SourceError::new(Cause::TlsFailed, "the mail server wants encryption")),
            _ => Err(SourceError::new(Cause::LoginExpired, "the mail server refuses user name or password")),
        }
    }

    async fn examine(&mut self, folder: &str) -> Result<Folder, SourceError> {
        let (mut validity, mut next) = (None, None);
        let name = in_quotes(&folder_name::encode(folder));
        let (how, code) = self
            .command(&format!("EXAMINE {name}"), &mut |words| {
                validity = number_in_code(&words, "UIDVALIDITY").or(validity);
                next = number_in_code(&words, "UIDNEXT").or(next);
            })
            .await?;
        match (how, code.as_deref()) {
            (Ending::Ok, _) => {}
            (_, Some("NOPERM")) => {
                return Err(SourceError::new(Cause::Forbidden, "the login may not read this folder"));
            }
            (_, Some("UNAVAILABLE" | "SERVERBUG" | "INUSE")) => {
                return Err(SourceError::new(Cause::ServerTrouble, "the folder cannot be opened just now"));
            }
            _ => return Err(SourceError::new(Cause::NotFound, "the mailbox has no such folder")),
        }
        let validity = validity.filter(|validity| *validity > 0);
        let validity = validity
            .ok_or_else(|| SourceError::new(Cause::NoDocument, "the folder gives its letters no lasting numbers"))?;
        Ok(Folder { validity, next })
    }

    /// The UIDs from `from` on, ascending; with `since` (`1-Jul-2025`) only of letters that came on that day or later.
    ///
    /// # Errors
    /// When the server does not answer properly.
    pub async fn search(&mut self, from: u32, since: Option<&str>) -> Result<Vec<u32>, SourceError> {
        let since = since.map(|day| format!(" SINCE {day}")).unwrap_or_default();
        let mut found = Vec::new();
        let ended = self
            .command(&format!("UID SEARCH UID {from}:*{since}"), &mut |words| {
                found.extend(searched(&words).unwrap_or_default());
            })
            .await?;
        done(&ended)?;
        // `n:*` names the last letter even where it is older than n.
        found.retain(|uid| *uid >= from);
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// How large these letters are, in bytes.
    ///
    /// # Errors
    /// When the server does not answer properly.
    pub async fn sizes(&mut self, uids: &[u32]) -> Result<Vec<Fetched>, SourceError> {
        self.fetch(uids, "(UID RFC822.SIZE)").await
    }

    /// These letters, whole.
    ///
    /// # Errors
    /// When the server does not answer properly, or says more than was announced.
    pub async fn letters(&mut self, uids: &[u32]) -> Result<Vec<Fetched>, SourceError> {
        self.fetch(uids, "(UID BODY.PEEK[])").await
    }

    async fn fetch(&mut self, uids: &[u32], what: &str) -> Result<Vec<Fetched>, SourceError> {
        let set: Vec<String> = uids.iter().map(ToString::to_string).collect();
        let mut found = Vec::new();
        // Servers also tell of letters nobody asked about.
        let ended = self
            .command(&format!("UID FETCH {} {what}", set.join(",")), &mut |words| {
                found.extend(fetched(words).filter(|one| uids.contains(&one.uid)));
            })
            .await?;
        done(&ended)?;
        Ok(found)
    }

    /// Says good-bye; whether anyone hears it does not matter.
    pub async fn close(mut self) {
        let _ = self.command("LOGOUT", &mut |_| {}).await;
    }

    async fn command(
        &mut self,
        text: &str,
        each: &mut (dyn FnMut(Vec<Word>) + Send),
    ) -> Result<(Ending, Option<String>), SourceError> {
        self.converse(text, None, each).await
    }

    /// Sends a command, answers the one question it may lead to, and hands out what is said until it ends.
    async fn converse(
        &mut self,
        text: &str,
        reply: Option<&str>,
        each: &mut (dyn FnMut(Vec<Word>) + Send),
    ) -> Result<(Ending, Option<String>), SourceError> {
        self.tag += 1;
        let tag = format!("a{}", self.tag);
        self.say(&format!("{tag} {text}\r\n")).await?;
        let mut reply = reply;
        loop {
            let words = self.answer().await?;
            if let Some(ended) = ending(&words, &tag) {
                return Ok(ended);
            }
            if matches!(words.first(), Some(Word::Atom(first)) if first == "+") {
                // Nothing else is ever asked; an empty line lets the command fail instead of hanging.
                self.say(&format!("{}\r\n", reply.take().unwrap_or("*"))).await?;
                continue;
            }
            if greeting(&words) == Greeting::Bye && text != "LOGOUT" {
                return Err(SourceError::new(Cause::ServerTrouble, "the mail server hangs up"));
            }
            each(words);
        }
    }

    async fn say(&mut self, text: &str) -> Result<(), SourceError> {
        let end = self.end_of_answer();
        let send = async {
            self.line.write_all(text.as_bytes()).await?;
            self.line.flush().await
        };
        let sent = timeout_at(end, send).await.map_err(|_| NetError::Timeout)?;
        Ok(sent.map_err(|_| NetError::Broken)?)
    }

    /// One answer with its literals.
    async fn answer(&mut self) -> Result<Vec<Word>, SourceError> {
        let end = self.end_of_answer();
        let read = async {
            let mut words = Vec::new();
            loop {
                let line = self.read_line().await?;
                let Some(length) = literal_length(&line) else {
                    words.extend(words_of(&line));
                    return Ok(words);
                };
                let mark = line.iter().rposition(|byte| *byte == b'{').unwrap_or(line.len());
                words.extend(words_of(line.get(..mark).unwrap_or_default()));
                words.push(Word::Text(self.read_bytes(length).await?));
            }
        };
        timeout_at(end, read).await.map_err(|_| SourceError::from(NetError::Timeout))?
    }

    fn end_of_answer(&self) -> Instant {
        self.until.min(Instant::now() + PATIENCE)
    }

    async fn read_line(&mut self) -> Result<Vec<u8>, SourceError> {
        let mut seen = 0;
        loop {
            if let Some(at) = self.buffer.iter().skip(seen).position(|byte| *byte == b'\n') {
                return Ok(self.buffer.drain(..=seen + at).collect());
            }
            seen = self.buffer.len();
            if seen > MAX_LINE {
                return Err(SourceError::new(Cause::TooLarge, "the mail server says too much at once"));
            }
            self.read_more().await?;
        }
    }

    async fn read_bytes(&mut self, length: usize) -> Result<Vec<u8>, SourceError> {
        if length > self.left.saturating_add(self.buffer.len()) {
            return Err(SourceError::new(Cause::TooLarge, "the mail server says too much at once"));
        }
        while self.buffer.len() < length {
            self.read_more().await?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    async fn read_more(&mut self) -> Result<(), SourceError> {
        let mut chunk = [0; 16 * 1024];
        let read = self.line.read(&mut chunk).await.map_err(|_| NetError::Broken)?;
        if read == 0 {
            return Err(NetError::Broken.into());
        }
        self.left = self
            .left
            .checked_sub(read)
            .ok_or_else(|| SourceError::new(Cause::TooLarge, "the mail server says too much at once"))?;
        self.buffer.extend_from_slice(chunk.get(..read).unwrap_or_default());
        Ok(())
    }
}

fn done((how, code): &(Ending, Option<String>)) -> Result<(), SourceError> {
    if *how == Ending::Ok {
        return Ok(());
    }
    let code = code.as_deref().unwrap_or("no reason");
    Err(SourceError::new(Cause::ServerTrouble, format!("the mail server did not carry out a command ({code})")))
}

fn in_quotes(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", clean.replace('\\', "\\\\").replace('"', "\\\""))
}
