//! `healthcheck`: asks /readyz of the running server. Exit 0 when it is well.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Cx;

pub async fn run(cx: &Cx) -> anyhow::Result<()> {
    let address = reachable(cx.config.server.internal_listen);
    let say = |key: &str| cx.out.locale.with(key, &[("address", address.to_string().into())]);
    let Ok(answer) = tokio::time::timeout(Duration::from_secs(5), ask(address)).await else {
        anyhow::bail!(say("health-slow"))
    };
    let Ok(answer) = answer else { anyhow::bail!(say("health-away")) };
    anyhow::ensure!(answer.starts_with("HTTP/1.1 200"), say("health-unready"));
    Ok(())
}

/// An address that listens everywhere is asked on loopback.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

/// A bare HTTP/1.0 question to our own listener: the guarded client never talks to this machine.
async fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    stream.take(16_384).read_to_string(&mut answer).await?;
    Ok(answer)
}
