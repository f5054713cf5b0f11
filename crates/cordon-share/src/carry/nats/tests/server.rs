//! A real NATS server for the tests, on a port and a store of its own.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// The program, where there is one; otherwise says what to do, and the test has nothing to do. Where
/// `CORDON_NATS_SERVER` names it, it has to be there.
fn program() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CORDON_NATS_SERVER").filter(|named| !named.is_empty()) {
        let named = PathBuf::from(named);
        assert!(named.is_file(), "CORDON_NATS_SERVER names {}, which is no file", named.display());
        return Some(named);
    }
    let found = installed();
    if found.is_none() {
        println!(
            "skipped: no nats-server; `scripts/setup.sh nats` installs one, CORDON_NATS_SERVER names one"
        );
    }
    found
}

/// Where `scripts/setup.sh nats` puts it.
fn installed() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or(home)?;
    let program = cache.join("cordon/nats-server");
    program.is_file().then_some(program)
}

/// Where a configuration says its store is; a test has its own.
pub(super) const STORE: &str = "/var/lib/nats";

/// A server at work; it is killed when it is dropped.
pub(super) struct Server {
    program: PathBuf,
    pub(super) port: u16,
    folder: TempDir,
    running: Option<Child>,
}

impl Server {
    /// Starts one, if there is one to start. `more` is added to its configuration.
    pub(super) async fn start(jetstream: bool, more: &str) -> Option<Server> {
        let program = program()?;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let mut text = format!("listen: \"127.0.0.1:{port}\"\n{more}\n");
        let store = folder.path().join("store");
        text = text.replace(STORE, &store.display().to_string());
        if jetstream {
            writeln!(text, "jetstream {{ store_dir: \"{}\" }}", store.display()).unwrap();
        }
        std::fs::write(folder.path().join("server.conf"), text).unwrap();
        let mut server = Server { program, port, folder, running: None };
        server.restart().await;
        Some(server)
    }

    /// Starts it again, and waits until it listens.
    pub(super) async fn restart(&mut self) {
        self.kill();
        let log = std::fs::File::create(self.folder.path().join("log")).unwrap();
        let mut command = Command::new(&self.program);
        command.arg("-c").arg(self.folder.path().join("server.conf"));
        let child = command.stdout(Stdio::null()).stderr(Stdio::from(log)).spawn();
        self.running = Some(child.unwrap());
        for _ in 0..200 {
            if tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{}", std::fs::read_to_string(self.folder.path().join("log")).unwrap());
    }

    /// SIGKILL.
    pub(super) fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            // It may have ended by itself.
            let _ = running.kill();
            running.wait().unwrap();
        }
    }

    pub(super) fn address(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// All bytes that it has stored.
    pub(super) fn stored(&self) -> Vec<u8> {
        let mut all = Vec::new();
        let mut folders = vec![self.folder.path().join("store")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    all.extend(std::fs::read(path).unwrap());
                }
            }
        }
        all
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// As the server wants its files.
pub(super) fn pem(what: &str, der: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in der.chunks(3) {
        let bits =
            (0..3).fold(0_u32, |bits, at| bits << 8 | u32::from(*three.get(at).unwrap_or(&0)));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at > three.len() { '=' } else { char::from(letter) });
        }
    }
    format!("-----BEGIN {what}-----\n{text}\n-----END {what}-----\n")
}
