//! The files of a node, in the folder `share` of a data directory.
//!
//! ```text
//! share/node.key         name and secret of the node (0600)
//! share/link.key         key of its certificate, PKCS #8 DER (0600)
//! share/link.cert        its certificate, DER
//! share/card.json        what partners get
//! share/share.sqlite     partners, outboxes, inboxes, chains
//! share/live.json        how the links are, while a process runs the node
//! share/lock             held by that process
//! share/policy/          what may leave
//! ```

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use cordon_core::Time;

use crate::card::Card;
use crate::digest::{from_hex, to_hex};
use crate::error::ShareError;
use crate::keys::Identity;
use crate::names::PartnerName;
use crate::status::Live;
use crate::store::Store;
use crate::tls::Certificate;

/// The first line of a key file.
const HEAD: &str = "cordon-node-key-1";
/// The length of `live.json`: written over in place, so that it can be told that the disk is full.
const LIVE: usize = 32 << 10;

/// A node's folder.
#[derive(Debug)]
pub struct Home {
    dir: PathBuf,
    identity: Identity,
    certificate: Certificate,
    card: Card,
}

/// Held while a process runs the node.
#[derive(Debug)]
pub struct Running(#[expect(dead_code, reason = "the lock ends with the file")] File);

impl Home {
    /// Makes a node of a data directory: its keys, its certificate, its card, its store.
    pub fn init(
        data: &Path,
        name: PartnerName,
        address: Option<String>,
        now: Time,
    ) -> Result<Home, ShareError> {
        let dir = data.join("share");
        make_private_dir(&dir)?;
        let key = dir.join("node.key");
        if key.exists() {
            return Err(ShareError::Already(dir));
        }
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| ShareError::Key {
            path: key.clone(),
            what: format!("the system gives no random bytes: {error}"),
        })?;
        let certificate = Certificate::make(&name)?;
        let identity = Identity::new(name, &secret);
        let card = Card::make(&identity, certificate.digest(), address, now);
        write(&dir.join("link.key"), certificate.key_der(), true)?;
        write(&dir.join("link.cert"), certificate.der(), false)?;
        write(&dir.join("card.json"), card.to_json().as_bytes(), false)?;
        // What was agreed with whom is for people to write: the file says how.
        let policy = dir.join("policy");
        make_private_dir(&policy)?;
        let agreements = crate::policy::Texts::built_in().agreements;
        write(&policy.join("agreements.toml"), agreements.as_bytes(), false)?;
        let text = format!("{HEAD}\n{}\n{}\n", identity.name(), to_hex(&secret));
        // Last: with it the node is there.
        write(&key, text.as_bytes(), true)?;
        let home = Home { dir, identity, certificate, card };
        home.store()?;
        Ok(home)
    }

    /// The node of a data directory.
    pub fn open(data: &Path) -> Result<Home, ShareError> {
        let dir = data.join("share");
        let path = dir.join("node.key");
        if !path.exists() {
            return Err(ShareError::NoNode(data.to_owned()));
        }
        let text = String::from_utf8_lossy(&read(&path)?).into_owned();
        let identity = identity(&text).ok_or_else(|| ShareError::Key {
            path,
            what: "it does not hold a name and 64 hex digits".to_owned(),
        })?;
        let certificate =
            Certificate::from_der(read(&dir.join("link.cert"))?, read(&dir.join("link.key"))?);
        let card = Card::read(&read(&dir.join("card.json"))?)?;
        if card.key != identity.public() || card.certificate != certificate.digest() {
            let path = dir.join("card.json");
            let what = "it is not the card of the keys beside it".to_owned();
            return Err(ShareError::Key { path, what });
        }
        Ok(Home { dir, identity, certificate, card })
    }

    /// Where it is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Who it is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// What it shows on the link.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// What partners get.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// Writes a new card, for example with another address.
    pub fn set_address(&mut self, address: Option<String>, now: Time) -> Result<(), ShareError> {
        self.card = Card::make(&self.identity, self.certificate.digest(), address, now);
        write(&self.dir.join("card.json"), self.card.to_json().as_bytes(), false)
    }

    /// Its store.
    pub fn store(&self) -> Result<Store, ShareError> {
        Store::open(&self.dir.join("share.sqlite"))
    }

    /// Takes the right to run the node; one process at a time has it.
    pub fn lock(&self) -> Result<Running, ShareError> {
        let path = self.dir.join("lock");
        let file = open_lock(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Running(file)),
            Err(fs::TryLockError::WouldBlock) => Err(ShareError::Running(path)),
            Err(fs::TryLockError::Error(error)) => Err(ShareError::io("lock", &path)(error)),
        }
    }

    /// Whether a process runs the node.
    pub fn is_running(&self) -> Result<bool, ShareError> {
        match self.lock() {
            Ok(_) => Ok(false),
            Err(ShareError::Running(_)) => Ok(true),
            Err(other) => Err(other),
        }
    }

    /// Writes how the links are, over what was there: this needs no room on the disk.
    pub fn write_live(&self, live: &Live) -> Result<(), ShareError> {
        let path = self.dir.join("live.json");
        let mut text = serde_json::to_vec(live).unwrap_or_default();
        text.resize(LIVE.max(text.len()), b' ');
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        let mut file = file.map_err(ShareError::io("open", &path))?;
        file.write_all(&text).map_err(ShareError::io("write", &path))
    }

    /// How the links are, as a running node last wrote.
    pub fn live(&self) -> Option<Live> {
        // A reader may meet a writer: then the next try reads.
        (0..3).find_map(|_| {
            let text = fs::read(self.dir.join("live.json")).ok()?;
            serde_json::from_slice(&text).ok()
        })
    }
}

fn identity(text: &str) -> Option<Identity> {
    let mut lines = text.lines();
    if lines.next() != Some(HEAD) {
        return None;
    }
    let name = lines.next()?.parse().ok()?;
    Some(Identity::new(name, &from_hex(lines.next()?)?))
}

/// What partners released is for nobody else on this machine either.
fn make_private_dir(dir: &Path) -> Result<(), ShareError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(ShareError::io("create directory", dir))
}

fn open_lock(path: &Path) -> Result<File, ShareError> {
    let options = OpenOptions::new().write(true).create(true).truncate(false).open(path);
    options.map_err(ShareError::io("open", path))
}

/// A small file, never more.
fn read(path: &Path) -> Result<Vec<u8>, ShareError> {
    let file = File::open(path).map_err(ShareError::io("open", path))?;
    let mut bytes = Vec::new();
    file.take(64 << 10).read_to_end(&mut bytes).map_err(ShareError::io("read", path))?;
    Ok(bytes)
}

/// Whole or not at all, and durable.
fn write(path: &Path, bytes: &[u8], private: bool) -> Result<(), ShareError> {
    let beside = path.with_extension(format!("{}.tmp", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if private { 0o600 } else { 0o644 });
    let mut file = options.open(&beside).map_err(ShareError::io("create", &beside))?;
    file.write_all(bytes).map_err(ShareError::io("write", &beside))?;
    file.sync_all().map_err(ShareError::io("sync", &beside))?;
    fs::rename(&beside, path).map_err(ShareError::io("place", path))?;
    let parent = path.parent().unwrap_or(Path::new("."));
    let synced = File::open(parent).and_then(|dir| dir.sync_all());
    synced.map_err(ShareError::io("sync directory", parent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(data: &Path) -> Home {
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        Home::init(data, "JPN".parse().unwrap(), None, now).unwrap()
    }

    #[test]
    fn a_node_is_made_once_and_its_keys_are_private() {
        let data = tempfile::tempdir().unwrap();
        let home = made(data.path());
        let again = Home::open(data.path()).unwrap();
        assert_eq!(again.card(), home.card());
        let now = home.card().made;
        let second = Home::init(data.path(), "KOR".parse().unwrap(), None, now);
        assert!(matches!(second, Err(ShareError::Already(_))));
        #[cfg(unix)]
        for name in ["node.key", "link.key"] {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(home.dir().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }

    #[test]
    fn keys_that_do_not_belong_together_are_told() {
        let (data, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (home, other) = (made(data.path()), made(other.path()));
        fs::copy(other.dir().join("link.cert"), home.dir().join("link.cert")).unwrap();
        assert!(matches!(Home::open(data.path()), Err(ShareError::Key { .. })));
    }

    #[test]
    fn one_process_runs_a_node() {
        let data = tempfile::tempdir().unwrap();
        let home = made(data.path());
        assert!(!home.is_running().unwrap());
        let running = home.lock().unwrap();
        assert!(home.is_running().unwrap());
        assert!(matches!(home.lock(), Err(ShareError::Running(_))));
        drop(running);
        assert!(!home.is_running().unwrap());
    }

    #[test]
    fn how_links_are_is_written_in_place() {
        let data = tempfile::tempdir().unwrap();
        let home = made(data.path());
        assert_eq!(home.live(), None);
        let mut live = Live { listening: Some("127.0.0.1:7700".to_owned()), ..Live::default() };
        home.write_live(&live).unwrap();
        live.trouble = Some("x".repeat(4_000));
        home.write_live(&live).unwrap();
        assert_eq!(home.live(), Some(live));
        assert_eq!(fs::metadata(home.dir().join("live.json")).unwrap().len(), LIVE as u64);
    }
}
