//! From a host name to the addresses a connection may use (spec interop T-12).
//! In: a [`Resolver`] (the system's, or a test's). Out: the hook of the HTTP library, which asks it once per
//! connection, drops what the guard forbids and connects to exactly what is left; nothing is looked up a second time.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use hickory_resolver::proto::rr::RData;
use hickory_resolver::{ResolverBuilder, TokioResolver};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::guard::{Profile, Refusal, Rules, is_loopback_name};

/// Looks names up. Handed in, so that tests decide what a name means.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// All addresses of `host`, a name in ASCII form without port.
    ///
    /// # Errors
    /// Whatever the lookup says; callers only learn that the name does not resolve.
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>>;

    /// The TXT records of `name`, each joined from its pieces; none when the name or such a record does not exist.
    ///
    /// # Errors
    /// When nobody could be asked.
    async fn texts(&self, _name: &str) -> io::Result<Vec<Vec<u8>>> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }
}

/// The operating system's resolver: `getaddrinfo`, and for texts, which it does not give, the name servers of its
/// `resolv.conf`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect())
    }

    async fn texts(&self, name: &str) -> io::Result<Vec<Vec<u8>>> {
        let resolver = TokioResolver::builder_tokio().and_then(ResolverBuilder::build).map_err(io::Error::other)?;
        texts_from(&resolver, name).await
    }
}

async fn texts_from(resolver: &TokioResolver, name: &str) -> io::Result<Vec<Vec<u8>>> {
    // With a final dot nothing is appended to it.
    match resolver.txt_lookup(format!("{}.", name.trim_end_matches('.'))).await {
        Ok(found) => {
            let texts = found.answers().iter().filter_map(|record| match &record.data {
                RData::TXT(text) => Some(text.txt_data.concat()),
                _ => None,
            });
            Ok(texts.collect())
        }
        Err(error) if error.is_no_records_found() => Ok(Vec::new()),
        Err(error) => Err(io::Error::other(error)),
    }
}

/// The guard at the moment of connecting: one per client, because the rules differ by profile.
#[derive(Clone)]
pub(super) struct PinnedResolver {
    pub profile: Profile,
    pub rules: Arc<Rules>,
    pub resolver: Arc<dyn Resolver>,
    /// The host of the configured proxy. It is trusted, and with a proxy it is the only name ever asked for.
    pub proxy_host: Option<String>,
    /// Names of this machine from the hosts file; read only under the development switch.
    pub local_names: Arc<HashMap<String, IpAddr>>,
}

impl PinnedResolver {
    /// The addresses `host` may be reached at, in the resolver's order.
    pub(super) async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        if self.proxy_host.as_deref() == Some(host) {
            return self.resolver.resolve(host).await;
        }
        let found = if is_loopback_name(host) {
            vec![self.local_names.get(host).copied().unwrap_or(Ipv4Addr::LOCALHOST.into())]
        } else {
            self.resolver.resolve(host).await?
        };
        if found.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address"));
        }
        let allowed: Vec<_> = found.into_iter().filter(|ip| self.rules.admits(self.profile, host, *ip)).collect();
        if allowed.is_empty() { Err(io::Error::other(Refusal::PrivateAddress)) } else { Ok(allowed) }
    }
}

impl Resolve for PinnedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let this = self.clone();
        Box::pin(async move {
            let addresses = this.addresses(name.as_str()).await?;
            // Port 0 lets the connector put in the URL's port.
            Ok(Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
        })
    }
}

/// The loopback names of a hosts file: `127.0.0.2 peer.test other.test # comment`. The first line for a name wins;
/// addresses that are not this machine's are left out.
pub(super) fn local_names(hosts_file: &str) -> HashMap<String, IpAddr> {
    let mut names = HashMap::new();
    for line in hosts_file.lines() {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        let Some(ip) = words.next().and_then(|word| word.parse::<IpAddr>().ok()).filter(IpAddr::is_loopback) else {
            continue;
        };
        for name in words.map(str::to_ascii_lowercase).filter(|name| is_loopback_name(name)) {
            names.entry(name).or_insert(ip);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use hickory_resolver::config::{NameServerConfig, ResolverConfig};
    use hickory_resolver::net::runtime::TokioRuntimeProvider;

    use super::*;

    /// Answers every name with the same list.
    struct Always(Vec<IpAddr>);

    #[async_trait]
    impl Resolver for Always {
        async fn resolve(&self, _host: &str) -> io::Result<Vec<IpAddr>> {
            Ok(self.0.clone())
        }
    }

    fn pinned(loopback: bool, answers: &[&str]) -> PinnedResolver {
        PinnedResolver {
            profile: Profile::Federation,
            rules: Arc::new(Rules { loopback, allow: Vec::new() }),
            resolver: Arc::new(Always(answers.iter().map(|ip| ip.parse().unwrap()).collect())),
            proxy_host: None,
            local_names: Arc::new(local_names("127.0.0.7 named.test")),
        }
    }

    #[tokio::test]
    async fn private_answers_beside_public_ones_are_dropped() {
        let resolver = pinned(false, &["10.0.0.1", "93.184.216.34", "::1", "2606:2800::1", "::ffff:127.0.0.1"]);
        let expected: Vec<IpAddr> = vec!["93.184.216.34".parse().unwrap(), "2606:2800::1".parse().unwrap()];
        assert_eq!(resolver.addresses("mixed.example").await.unwrap(), expected);
    }

    #[tokio::test]
    async fn a_name_with_private_answers_only_is_refused() {
        let error = pinned(false, &["169.254.169.254", "fd00::1"]).addresses("evil.example").await.unwrap_err();
        assert!(error.get_ref().unwrap().is::<Refusal>());
    }

    #[tokio::test]
    async fn a_name_without_answers_does_not_resolve() {
        let error = pinned(false, &[]).addresses("leer.example").await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[tokio::test]
    async fn names_of_this_machine_never_ask_the_resolver() {
        let resolver = pinned(true, &["93.184.216.34"]);
        for (name, ip) in [("localhost", "127.0.0.1"), ("a.localhost", "127.0.0.1"), ("named.test", "127.0.0.7")] {
            assert_eq!(resolver.addresses(name).await.unwrap(), vec![ip.parse::<IpAddr>().unwrap()], "{name}");
        }
        assert!(pinned(false, &["93.184.216.34"]).addresses("a.localhost").await.is_err());
    }

    #[test]
    fn a_hosts_file_gives_only_names_of_this_machine() {
        let names = local_names(
            "127.0.0.1 localhost\n# 127.0.0.9 off.test\n::1 six.test Two.test # x\n10.0.0.1 far.test\n127.0.0.3 six.test stadt.example",
        );
        assert_eq!(names.len(), 3);
        assert_eq!(names["six.test"], "::1".parse::<IpAddr>().unwrap());
        assert!(
            names.contains_key("two.test") && !names.contains_key("far.test") && !names.contains_key("stadt.example")
        );
    }

    /// A name server on loopback that knows one text in two pieces, and what it means when it says so.
    #[tokio::test]
    async fn a_text_is_joined_from_its_pieces_and_no_answer_is_not_no_text() {
        let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let port = socket.local_addr().unwrap().port();
        let serving = tokio::spawn(async move {
            let mut question = [0; 512];
            loop {
                let (length, from) = socket.recv_from(&mut question).await.unwrap();
                let end = question[12..length].iter().position(|byte| *byte == 0).unwrap() + 17;
                let known = question[12..end].starts_with(b"\x01s");
                let mut answer = question[..end].to_vec();
                // Flags, one question, one answer or none; NXDOMAIN for what it does not know.
                answer[2..12].copy_from_slice(&[
                    0x81,
                    if known { 0x80 } else { 0x83 },
                    0,
                    1,
                    0,
                    u8::from(known),
                    0,
                    0,
                    0,
                    0,
                ]);
                if known {
                    answer.extend(b"\xc0\x0c\0\x10\0\x01\0\0\0\x3c\0\x0d\x07v=DKIM1\x04; p=");
                }
                socket.send_to(&answer, from).await.unwrap();
            }
        });
        let mut server = NameServerConfig::udp(Ipv4Addr::LOCALHOST.into());
        server.connections[0].port = port;
        let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
        let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        (builder.options_mut().timeout, builder.options_mut().attempts) = (std::time::Duration::from_millis(300), 1);
        let resolver = builder.build().unwrap();
        assert_eq!(texts_from(&resolver, "s._domainkey.stadt.example").await.unwrap(), [b"v=DKIM1; p=".to_vec()]);
        assert!(texts_from(&resolver, "x._domainkey.stadt.example").await.unwrap().is_empty());
        serving.abort();
        let _ = serving.await;
        assert!(texts_from(&resolver, "s.andere.example").await.is_err());
    }
}
