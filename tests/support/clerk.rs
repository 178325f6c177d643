//! A clerk with a browser: keeps the cookie, sends forms from pages of ours, follows where they lead.

use std::time::Duration;

use ausrufer::admin::{NewStaffRequest, OneTimeCode, invite_staff, setup_code};
use ausrufer::clock::Clock;
use ausrufer::domain::TownId;
use ausrufer::domain::limits::Limits;
use ausrufer::domain::staff::Role;
use ausrufer::seal::totp;
use url::form_urlencoded;

use super::http::send;
use super::server::TestServer;

/// A password that nobody guesses.
pub const PASSWORD: &str = "sieben gelbe Gummistiefel";

/// One browser.
#[derive(Debug, Clone)]
pub struct Clerk {
    host: String,
    pub cookie: Option<String>,
    /// By which the browser is known when it comes back from another page.
    pub away: Option<String>,
}

/// What was answered.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub text: String,
}

impl Answered {
    /// Where it leads.
    pub fn location(&self) -> &str {
        self.headers.get("location").map_or("", |value| value.to_str().unwrap())
    }
}

impl Clerk {
    /// A browser that never was here.
    pub fn new(server: &TestServer) -> Self {
        Self { host: server.host.clone(), cookie: None, away: None }
    }

    /// A browser at any host.
    pub fn at(host: &str) -> Self {
        Self { host: host.to_owned(), cookie: None, away: None }
    }

    /// The first person of all, who owns everything.
    pub async fn owner(server: &TestServer) -> Self {
        let OneTimeCode { code, .. } = setup_code(&server.app.desk(), false).await.unwrap();
        let mut clerk = Self::new(server);
        let fields =
            [("name", "Olga Obermann"), ("anmeldename", "olga"), ("passwort", PASSWORD), ("nochmal", PASSWORD)];
        let answer = clerk.post(&format!("/verwaltung/einrichten/{code}"), &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        clerk
    }

    /// Somebody who was invited as this, and is signed in.
    pub async fn invited(server: &TestServer, login: &str, role: Role, town: Option<TownId>) -> Self {
        Self::invited_for(server, login, role, town, Limits::default()).await
    }

    /// The same, with a role for some senders and channels only. An agency works until a day.
    pub async fn invited_for(
        server: &TestServer,
        login: &str,
        role: Role,
        town: Option<TownId>,
        limits: Limits,
    ) -> Self {
        let year = server.clock.now().checked_add(Duration::from_secs(365 * 86_400)).unwrap();
        let until = (role == Role::Agency).then_some(year);
        let name = format!("Frau {login}");
        let request = NewStaffRequest { login: login.into(), name, role, town, until, limits, by: None };
        let invited = invite_staff(&server.app.desk(), &request).await.unwrap();
        let mut clerk = Self::new(server);
        let path = format!("/verwaltung/einladung/{}", invited.code.unwrap().code);
        let answer = clerk.post(&path, &[("passwort", PASSWORD), ("nochmal", PASSWORD)]).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        clerk
    }

    /// Sets up a phone as second proof, at whichever moment the server has; gives its secret and the codes on paper.
    pub async fn set_up_proof(&mut self, server: &TestServer) -> (Vec<u8>, Vec<String>) {
        let page = self.get("/verwaltung/konto/zweiter-nachweis").await;
        assert_eq!(page.status, 200, "{}", page.location());
        let seed = shown_seed(&page.text);
        let number = number(server, &seed);
        let done = self.post("/verwaltung/konto/zweiter-nachweis", &[("code", &number), ("weiter", "")]).await;
        assert_eq!(done.status, 200, "{}", done.text);
        (seed, shown_codes(&done.text))
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Answered {
        self.send("GET", path, &[], "").await
    }

    /// Sends a form from a page of ours.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let origin = format!("http://{}", self.host);
        let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send("POST", path, &[("Origin", origin.as_str()), ("Sec-Fetch-Site", "same-origin")], &body).await
    }

    /// Sends a form with files from a page of ours, as browsers do.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answered {
        let origin = format!("http://{}", self.host);
        let mut body = Vec::new();
        let words = fields.iter().map(|(name, value)| (format!("name=\"{name}\""), value.as_bytes()));
        let files = files.iter().map(|(name, bytes)| (format!("name=\"{name}\"; filename=\"bild\""), *bytes));
        for (head, bytes) in words.chain(files) {
            body.extend_from_slice(format!("--grenze\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--grenze--\r\n");
        let more = [("Origin", origin.as_str()), ("Sec-Fetch-Site", "same-origin")];
        self.send_as("multipart/form-data; boundary=grenze", "POST", path, &more, &body).await
    }

    /// Sends anything.
    pub async fn send(&mut self, method: &str, path: &str, more: &[(&str, &str)], body: &str) -> Answered {
        self.send_as("application/x-www-form-urlencoded", method, path, more, body.as_bytes()).await
    }

    async fn send_as(&mut self, kind: &str, method: &str, path: &str, more: &[(&str, &str)], body: &[u8]) -> Answered {
        let cookie = [&self.cookie, &self.away].into_iter().flatten().cloned().collect::<Vec<_>>().join("; ");
        let mut headers = more.to_vec();
        if !cookie.is_empty() {
            headers.push(("Cookie", cookie.as_str()));
        }
        headers.push(("Content-Type", kind));
        headers.push(("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"));
        let (status, headers, text) = send(&self.host, (method, path), &headers, body).await;
        for set in headers.get_all("set-cookie") {
            let (pair, rest) = set.to_str().unwrap().split_once(';').unwrap();
            let kept = (!rest.contains("Max-Age=0")).then(|| pair.to_owned());
            if pair.contains("unterwegs") { self.away = kept } else { self.cookie = kept }
        }
        Answered { status, headers, text }
    }

    /// Signs in.
    pub async fn sign_in(&mut self, login: &str, password: &str) -> Answered {
        self.post("/verwaltung/anmelden", &[("anmeldename", login), ("passwort", password), ("weiter", "")]).await
    }
}

/// What a phone with this secret shows at the server's moment.
pub fn number(server: &TestServer, seed: &[u8]) -> String {
    totp::number_at(seed, totp::step_at(server.clock.now()))
}

/// The secret that a page shows as text.
pub fn shown_seed(page: &str) -> Vec<u8> {
    let text = page.split("<code>").nth(1).unwrap().split("</code>").next().unwrap().replace(' ', "");
    data_encoding::BASE32_NOPAD.decode(text.as_bytes()).unwrap()
}

/// The codes on paper that a page shows.
pub fn shown_codes(page: &str) -> Vec<String> {
    page.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}
