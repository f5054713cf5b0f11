//! TLS 1.3, each side with a certificate that the other has pinned, over whatever carries bytes.
//!
//! There is no authority and no date to trust: a certificate is good when its SHA-256 is in the card
//! of a partner, confirmed by a person, and for that partner alone.

mod certificate;
mod pins;

use std::io;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ServerConfig};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream};

use crate::digest::Digest;
use crate::error::ShareError;
use crate::names::PartnerName;
use crate::store::Partner;
pub use certificate::Certificate;
use pins::{Answerer, Caller, Pins};

/// This node's side of TLS.
#[derive(Debug)]
pub(crate) struct Tls {
    own: Certificate,
    pins: Arc<Pins>,
    acceptor: Arc<ServerConfig>,
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn refused(error: impl std::fmt::Display) -> ShareError {
    ShareError::Refused(format!("the certificate of this node is of no use: {error}"))
}

impl Tls {
    /// With this node's certificate; no partner is known yet.
    pub(crate) fn new(own: Certificate) -> Result<Tls, ShareError> {
        let provider = provider();
        let pins = Arc::new(Pins::new(provider.signature_verification_algorithms));
        let verifier = Arc::new(Caller(Arc::clone(&pins)));
        let mut acceptor = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(refused)?
            .with_client_cert_verifier(verifier)
            .with_single_cert(own.chain(), own.private())
            .map_err(refused)?;
        acceptor.send_tls13_tickets = 0;
        Ok(Tls { own, pins, acceptor: Arc::new(acceptor) })
    }

    /// These are the partners now, and nobody else.
    pub(crate) fn learn(&self, partners: &[&Partner]) {
        self.pins.learn(partners);
    }

    /// Has a caller show who it is. An error says why it is turned away.
    pub(crate) async fn answer<S>(&self, caller: S) -> Result<(TlsStream<S>, PartnerName), String>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let acceptor = TlsAcceptor::from(Arc::clone(&self.acceptor));
        let stream = acceptor.accept(caller).await.map_err(|error| in_words(&error))?;
        let certificate = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        let owner = certificate.and_then(|certificate| self.pins.owner(certificate));
        let owner = owner.ok_or_else(|| "it showed no certificate of a partner".to_owned())?;
        Ok((stream.into(), owner))
    }

    /// The certificate that a partner must show.
    pub(crate) fn expected(&self, partner: &PartnerName) -> Result<Digest, String> {
        self.pins.of(partner).ok_or_else(|| format!("{partner} is no partner"))
    }

    /// Shows who we are, and makes sure that it is this partner who answered at `address`.
    pub(crate) async fn call<S>(
        &self,
        partner: &PartnerName,
        address: &str,
        stream: S,
    ) -> Result<TlsStream<S>, String>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let connector = self.connector(self.expected(partner)?).map_err(|e| e.to_string())?;
        let name =
            ServerName::try_from("node.cordon.invalid").map_err(|error| error.to_string())?;
        let stream = connector.connect(name, stream).await;
        let not_them = |e: io::Error| format!("{address} is not {partner}: {}", in_words(&e));
        Ok(stream.map_err(not_them)?.into())
    }

    fn connector(&self, expected: Digest) -> Result<TlsConnector, ShareError> {
        let verifier = Answerer { expected, algorithms: self.pins.algorithms };
        let mut config = ClientConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(refused)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_client_auth_cert(self.own.chain(), self.own.private())
            .map_err(refused)?;
        config.resumption = rustls::client::Resumption::disabled();
        Ok(TlsConnector::from(Arc::new(config)))
    }
}

/// What a failed handshake means.
fn in_words(error: &io::Error) -> String {
    let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match cause {
        Some(rustls::Error::General(words)) => words.clone(),
        Some(rustls::Error::AlertReceived(alert)) => {
            format!("it turned us away ({alert:?}): does it have our card?")
        }
        Some(rustls::Error::NoCertificatesPresented) => "it showed no certificate".to_owned(),
        Some(other) => format!("it does not speak this protocol: {other}"),
        None => format!("the connection broke while it showed who it is: {error}"),
    }
}
