//! The one script of the admin area, in a real browser with a device that the browser makes up.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::chromium;
use crate::support::clerk::{Clerk, PASSWORD};
use crate::support::databases;
use crate::support::server::TestServer;

/// A browser that is told what to do over two pipes (Chrome DevTools Protocol).
struct Browser {
    child: Child,
    told: File,
    said: File,
    number: u64,
    session: Option<String>,
    rest: Vec<u8>,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    fn start(program: &str, folder: &Path) -> Self {
        let (told, said) = (folder.join("told"), folder.join("said"));
        assert!(Command::new("mkfifo").args([&told, &said]).status().unwrap().success());
        // The browser reads from its third file and writes to its fourth.
        let command = "exec \"$0\" --headless --no-sandbox --disable-gpu --no-first-run --disable-sync \
             --disable-background-networking --disable-component-update --remote-debugging-pipe \
             --user-data-dir=\"$1/profile\" about:blank 3<\"$1/told\" 4>\"$1/said\"";
        let child = Command::new("sh")
            .args(["-c", command, program])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let told = File::options().write(true).open(told).unwrap();
        let said = File::open(said).unwrap();
        let mut browser = Self { child, told, said, number: 0, session: None, rest: Vec::new() };
        let target = browser.tell("Target.createTarget", json!({"url": "about:blank"}));
        let attached = browser.tell("Target.attachToTarget", json!({"targetId": target["targetId"], "flatten": true}));
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        browser
    }

    fn tell(&mut self, method: &str, params: Value) -> Value {
        self.number += 1;
        let mut message = json!({"id": self.number, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.told.write_all(format!("{message}\0").as_bytes()).unwrap();
        loop {
            let said = self.next();
            if said["id"] == self.number {
                assert!(said["error"].is_null(), "{method}: {}", said["error"]);
                return said["result"].clone();
            }
        }
    }

    fn next(&mut self) -> Value {
        loop {
            if let Some(end) = self.rest.iter().position(|byte| *byte == 0) {
                let message: Vec<u8> = self.rest.drain(..=end).collect();
                return serde_json::from_slice(&message[..end]).unwrap();
            }
            let mut chunk = [0; 65_536];
            let read = self.said.read(&mut chunk).unwrap();
            assert!(read > 0, "the browser is gone");
            self.rest.extend(&chunk[..read]);
        }
    }

    /// What an expression says on the page.
    fn see(&mut self, expression: &str) -> Value {
        let said = self.tell("Runtime.evaluate", json!({"expression": expression, "returnByValue": true}));
        said["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    fn wait_for(&mut self, expression: &str) {
        let begun = Instant::now();
        loop {
            // While a page gives way to the next there is none to ask.
            if self.see(&format!("(() => {{ try {{ return !!({expression}) }} catch {{ return false }} }})()")) == true
            {
                return;
            }
            let page = self.see("location.pathname + document.body.innerText");
            assert!(begun.elapsed() < Duration::from_secs(30), "{expression}, on {page}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn open(&mut self, address: &str) {
        self.tell("Page.navigate", json!({"url": address}));
        self.wait_for("document.readyState === 'complete' && location.protocol !== 'about:'");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_makes_a_passkey_and_signs_in_with_it() {
    let Some(program) = chromium() else { return };
    let database = databases::sqlite().await;
    let server = TestServer::start_with(&database, |config| config.development.second_proof = true).await;
    drop(Clerk::owner(&server).await);
    let home = format!("http://{}", server.host);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    let done = tokio::task::spawn_blocking(move || {
        let mut browser = Browser::start(&program, &path);
        browser.tell("WebAuthn.enable", json!({}));
        let device = json!({"protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true});
        let made = browser.tell("WebAuthn.addVirtualAuthenticator", json!({"options": device}));
        let device = json!({"authenticatorId": made["authenticatorId"]});

        browser.open(&format!("{home}/verwaltung/anmelden"));
        browser.wait_for("document.querySelector('[data-mit-skript]').offsetHeight > 0");
        browser.see(&format!(
            "document.getElementById('anmeldename').value = 'olga'; document.getElementById('passwort').value = '{PASSWORD}'; \
             document.querySelector('main form').requestSubmit()"
        ));
        browser.wait_for("location.pathname === '/verwaltung/konto/zweiter-nachweis'");
        browser.open(&format!("{home}/verwaltung/konto/passkeys"));
        browser.wait_for("document.querySelector('form[data-mit-skript]').offsetHeight > 0");
        assert_eq!(browser.see("document.querySelector('[data-ohne-skript]').offsetHeight"), 0);
        browser.see("document.querySelector('form[data-mit-skript]').requestSubmit()");
        browser.wait_for("document.querySelectorAll('ol.codes li').length === 10");
        let held = browser.tell("WebAuthn.getCredentials", device.clone());
        assert_eq!(held["credentials"].as_array().unwrap().len(), 1);
        assert_eq!(held["credentials"][0]["isResidentCredential"], true, "found without typing a name");

        browser.see("document.querySelector('.person form').requestSubmit()");
        browser.wait_for("location.pathname === '/verwaltung/anmelden' && document.readyState === 'complete'");
        browser.wait_for("document.querySelector('form[data-mit-skript]').offsetHeight > 0");
        browser.see("document.querySelector('form[data-mit-skript]').requestSubmit()");
        browser.wait_for("document.querySelector('.person a') !== null");

        // A device that cannot tell who holds it is of no use.
        browser.see("document.querySelector('.person form').requestSubmit()");
        browser.wait_for("location.pathname === '/verwaltung/anmelden' && document.readyState === 'complete'");
        let nobody = json!({"authenticatorId": device["authenticatorId"], "isUserVerified": false});
        browser.tell("WebAuthn.setUserVerified", nobody);
        browser.see("document.querySelector('form[data-mit-skript]').requestSubmit()");
        browser.wait_for("document.querySelector('[data-verpasst]').offsetHeight > 0");
        browser.see("document.querySelector('.person') === null")
    });
    assert_eq!(done.await.unwrap(), true);
}
