//! TLS as TAK servers and their clients use it: an authority of their own, and a certificate on both sides.

use std::io::{self, ErrorKind};
use std::net::TcpStream;
use std::ops::DerefMut;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::{
    ClientConfig, ClientConnection, ConnectionCommon, RootCertStore, ServerConfig,
    ServerConnection, SideData, StreamOwned,
};

use super::line::Line;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(in crate::commands) struct TlsArgs {
    /// For tls://: the authority (PEM) that must have signed the other side's certificate
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// For tls://: our certificate (PEM), with those between it and its authority
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// For tls://: the private key (PEM) of our certificate
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// For tls://HOST:PORT: the name in the server's certificate, where it is not that of the address
    #[arg(long, value_name = "NAME")]
    server_name: Option<String>,
}

impl TlsArgs {
    /// Shows a server at HOST:PORT who we are, once it has shown who it is.
    pub(in crate::commands) fn call(&self, address: &str, socket: TcpStream) -> io::Result<Line> {
        let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
        let name = self.server_name.as_deref().unwrap_or(host.trim_matches(['[', ']']));
        let name = ServerName::try_from(name.to_owned()).map_err(bad)?;
        let config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(bad)?
            .with_root_certificates(self.authority()?);
        let config = match self.own()? {
            Some((chain, key)) => config.with_client_auth_cert(chain, key).map_err(bad)?,
            None => config.with_no_client_auth(),
        };
        shaken(ClientConnection::new(Arc::new(config), name).map_err(bad)?, socket)
    }

    /// Answers clients whose certificates the authority signed, and no others.
    pub(in crate::commands) fn answering(&self) -> io::Result<Arc<ServerConfig>> {
        let authority = Arc::new(self.authority()?);
        let clients = WebPkiClientVerifier::builder_with_provider(authority, provider());
        let missing = || bad("clients need to see a certificate: --cert and --key are missing");
        let (chain, key) = self.own()?.ok_or_else(missing)?;
        let config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(bad)?
            .with_client_cert_verifier(clients.build().map_err(bad)?)
            .with_single_cert(chain, key);
        Ok(Arc::new(config.map_err(bad)?))
    }

    fn authority(&self) -> io::Result<RootCertStore> {
        let missing =
            || bad("TAK servers and clients have an authority of their own: --ca is missing");
        let mut roots = RootCertStore::empty();
        for certificate in certificates(self.ca.as_deref().ok_or_else(missing)?)? {
            roots.add(certificate).map_err(bad)?;
        }
        Ok(roots)
    }

    fn own(&self) -> io::Result<Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>> {
        let (Some(cert), Some(key)) = (&self.cert, &self.key) else { return Ok(None) };
        let private = PrivateKeyDer::from_pem_file(key).map_err(|error| unread(key, &error))?;
        Ok(Some((certificates(cert)?, private)))
    }
}

/// Has a client show who it is.
pub(in crate::commands) fn answer(
    config: &Arc<ServerConfig>,
    socket: TcpStream,
) -> io::Result<Line> {
    shaken(ServerConnection::new(Arc::clone(config)).map_err(bad)?, socket)
}

/// Shakes hands within a time that the other side cannot stretch.
fn shaken<C, S>(mut connection: C, mut socket: TcpStream) -> io::Result<Line>
where
    C: DerefMut<Target = ConnectionCommon<S>> + 'static,
    S: SideData + 'static,
{
    let until = Instant::now() + HANDSHAKE;
    socket.set_write_timeout(Some(HANDSHAKE))?;
    while connection.is_handshaking() || connection.wants_write() {
        if connection.wants_write() {
            connection.write_tls(&mut socket)?;
            continue;
        }
        let left = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero());
        socket.set_read_timeout(Some(left.ok_or(ErrorKind::TimedOut)?))?;
        if connection.read_tls(&mut socket)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if let Err(error) = connection.process_new_packets() {
            // What is wrong is told to the other side too.
            let _ = connection.write_tls(&mut socket);
            return Err(io::Error::new(ErrorKind::InvalidData, error));
        }
    }
    Ok(Line::over(socket.try_clone()?, StreamOwned::new(connection, socket)))
}

fn certificates(path: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let found =
        CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let found = found.map_err(|error| unread(path, &error))?;
    if found.is_empty() {
        return Err(bad(format!("{} has no certificate", path.display())));
    }
    Ok(found)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn unread(path: &Path, error: &pem::Error) -> io::Error {
    bad(format!("{}: {error}", path.display()))
}

fn bad(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, why)
}
