//! The real program as a process of its own: for command-line, kill and signal tests.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A folder with a configuration for the development switch, and the program in it.
pub struct Program {
    pub folder: tempfile::TempDir,
    pub port: u16,
    internal: u16,
}

/// A running `serve`; killed when dropped.
pub struct Serving(Child);

impl Program {
    /// A fresh installation that listens on free ports of loopback.
    pub fn new(database_url: Option<&str>) -> Self {
        Self::on_ports(database_url, free_port(), free_port())
    }

    /// Another fresh installation that would listen where this one does.
    pub fn successor(&self, database_url: Option<&str>) -> Self {
        Self::on_ports(database_url, self.port, self.internal)
    }

    fn on_ports(database_url: Option<&str>, port: u16, internal: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = database_url.map_or_else(String::new, |url| format!("database_url = \"{url}\"\n"));
        let config = format!(
            "[server]\nlisten = \"127.0.0.1:{port}\"\ninternal_listen = \"127.0.0.1:{internal}\"\npublic_scheme = \"http\"\n\
             [storage]\ndata_dir = \"{}\"\n{database}[development]\nloopback = true\n",
            folder.path().join("data").display()
        );
        std::fs::write(folder.path().join("ausrufer.toml"), config).unwrap();
        Self { folder, port, internal }
    }

    pub fn host(&self) -> String {
        format!("localhost:{}", self.port)
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("data/ausrufer.db")
    }

    /// A verb that is about to run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(self.folder.path());
        command.args(arguments);
        command
    }

    /// Runs a verb to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a verb that must succeed; gives what it printed.
    pub fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a verb that must fail; gives the reason it told.
    pub fn refuse(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?} must fail");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Starts `serve` and waits until it is well.
    pub fn serve(&self) -> Serving {
        let child =
            command(self.folder.path()).arg("serve").stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        let serving = Serving(child);
        let until = Instant::now() + Duration::from_secs(20);
        while !self.run(&["healthcheck"]).status.success() {
            assert!(Instant::now() < until, "the server does not become ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        serving
    }
}

/// Runs a verb with this configuration, which must succeed; gives the JSON it prints.
pub fn verb(folder: &Path, config: &str, arguments: &[&str]) -> serde_json::Value {
    std::fs::write(folder.join("ausrufer.toml"), config).unwrap();
    let output = command(folder).args(arguments).arg("--json").output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

impl Serving {
    /// `kill -9`.
    pub fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// SIGTERM; gives whether it ended well within `limit`.
    pub fn terminate(mut self, limit: Duration) -> bool {
        let done = Command::new("kill").arg(self.0.id().to_string()).status().unwrap();
        assert!(done.success());
        let until = Instant::now() + limit;
        while Instant::now() < until {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status.success();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ausrufer"));
    command.current_dir(folder);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AUSRUFER_")) {
        command.env_remove(name);
    }
    command
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
