//! The client against real listeners on this machine: redirects, limits, pinning, proxy.

mod limits;
mod lines;
mod peer;
mod pinning;
mod proxy;
mod redirects;

use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use url::Url;

use super::{Net, NetConfig, Resolver};
use crate::clock::SystemClock;

/// Answers name lookups from a list, one entry per lookup (the last one repeats), and notes the names asked for.
#[derive(Default)]
struct Script {
    answers: Vec<Vec<IpAddr>>,
    asked: Mutex<Vec<String>>,
}

impl Script {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let answers = answers.iter().map(|ips| ips.iter().map(|ip| ip.parse().unwrap()).collect()).collect();
        Arc::new(Self { answers, asked: Mutex::default() })
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

#[async_trait]
impl Resolver for Script {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let mut asked = self.asked.lock().unwrap();
        asked.push(host.to_owned());
        let answer = self.answers.get(asked.len() - 1).or(self.answers.last());
        answer.cloned().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such name"))
    }
}

fn config() -> NetConfig {
    NetConfig {
        user_agent: "Ausrufer/0 (+https://stadt.example/)".to_owned(),
        loopback: false,
        proxy: None,
        extra_ca_pem: None,
        allow: Vec::new(),
    }
}

fn net_with(config: NetConfig, resolver: Arc<Script>) -> Net {
    Net::new(config, resolver, Arc::new(SystemClock)).unwrap()
}

/// A client that may talk to listeners of this test; no name resolves.
fn loopback_net() -> Net {
    net_with(NetConfig { loopback: true, ..config() }, Script::new(&[]))
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}
