//! The link in earnest: TLS 1.3 over TCP, each side with a certificate that the other has pinned.
//!
//! There is no authority and no date to trust: a certificate is good when its SHA-256 is in the card
//! of a partner, confirmed by a person, and for that partner alone.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    ClientConfig, DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream};

use crate::digest::Digest;
use crate::error::ShareError;
use crate::link::Wire;
use crate::names::PartnerName;
use crate::store::Partner;

/// A certificate and its key, both DER.
#[derive(Clone)]
pub struct Certificate {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Certificate({})", self.digest())
    }
}

impl Certificate {
    /// Makes one that signs itself, for a node of this name.
    pub fn make(name: &PartnerName) -> Result<Certificate, ShareError> {
        let made = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).and_then(|key| {
            let params = rcgen::CertificateParams::new(vec![name.to_string()])?;
            let certificate = params.self_signed(&key)?.der().to_vec();
            Ok(Certificate { certificate, key: key.serialize_der() })
        });
        made.map_err(|error| ShareError::Refused(format!("no certificate could be made: {error}")))
    }

    /// From kept bytes.
    pub fn from_der(certificate: Vec<u8>, key: Vec<u8>) -> Certificate {
        Certificate { certificate, key }
    }

    /// Its bytes.
    pub fn der(&self) -> &[u8] {
        &self.certificate
    }

    /// The bytes of its key, PKCS #8.
    pub fn key_der(&self) -> &[u8] {
        &self.key
    }

    /// What cards name it by.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.certificate)
    }

    fn chain(&self) -> Vec<CertificateDer<'static>> {
        vec![CertificateDer::from(self.certificate.clone())]
    }

    fn private(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.key.clone()).into()
    }
}

/// TLS over TCP.
#[derive(Debug)]
pub struct Tls {
    own: Certificate,
    pins: Arc<Pins>,
    acceptor: Arc<ServerConfig>,
    connect: Duration,
}

/// Whose certificate is whose.
#[derive(Debug)]
struct Pins {
    by_certificate: RwLock<BTreeMap<Digest, PartnerName>>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Pins {
    fn owner(&self, certificate: &[u8]) -> Option<PartnerName> {
        let pins = self.by_certificate.read().unwrap_or_else(PoisonError::into_inner);
        pins.get(&Digest::of(certificate)).cloned()
    }

    fn of(&self, partner: &PartnerName) -> Option<Digest> {
        let pins = self.by_certificate.read().unwrap_or_else(PoisonError::into_inner);
        pins.iter().find(|(_, owner)| *owner == partner).map(|(digest, _)| *digest)
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn refused(error: impl std::fmt::Display) -> ShareError {
    ShareError::Refused(format!("the certificate of this node is of no use: {error}"))
}

impl Tls {
    /// With this node's certificate; no partner is known yet. `connect`: how long a call may ring.
    pub fn new(own: Certificate, connect: Duration) -> Result<Tls, ShareError> {
        let provider = provider();
        let algorithms = provider.signature_verification_algorithms;
        let pins = Arc::new(Pins { by_certificate: RwLock::default(), algorithms });
        let verifier = Arc::new(Caller(Arc::clone(&pins)));
        let mut acceptor = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(refused)?
            .with_client_cert_verifier(verifier)
            .with_single_cert(own.chain(), own.private())
            .map_err(refused)?;
        acceptor.send_tls13_tickets = 0;
        Ok(Tls { own, pins, acceptor: Arc::new(acceptor), connect })
    }

    /// Where partners call.
    pub async fn listen(at: SocketAddr) -> Result<TcpListener, ShareError> {
        TcpListener::bind(at)
            .await
            .map_err(|error| ShareError::Refused(format!("cannot listen on {at}: {error}")))
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

impl Wire for Tls {
    type Stream = TlsStream<TcpStream>;
    type Caller = TcpStream;
    type Listener = TcpListener;

    fn learn(&self, partners: &[&Partner]) {
        let pins = partners.iter().map(|p| (p.card.certificate, p.name().clone())).collect();
        *self.pins.by_certificate.write().unwrap_or_else(PoisonError::into_inner) = pins;
    }

    async fn accept(&self, at: &mut TcpListener) -> io::Result<(TcpStream, String)> {
        let (stream, from) = at.accept().await?;
        Ok((stream, from.to_string()))
    }

    async fn admit(&self, caller: TcpStream) -> Result<(Self::Stream, PartnerName), String> {
        // Small batches should not wait for larger ones.
        let _ = caller.set_nodelay(true);
        let acceptor = TlsAcceptor::from(Arc::clone(&self.acceptor));
        let stream = acceptor.accept(caller).await.map_err(|error| in_words(&error))?;
        let certificate = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        let owner = certificate.and_then(|certificate| self.pins.owner(certificate));
        let owner = owner.ok_or_else(|| "it showed no certificate of a partner".to_owned())?;
        Ok((stream.into(), owner))
    }

    async fn dial(&self, partner: &PartnerName, address: &str) -> Result<Self::Stream, String> {
        let expected = self.pins.of(partner).ok_or_else(|| format!("{partner} is no partner"))?;
        let called = timeout(self.connect, TcpStream::connect(address)).await;
        let stream = called
            .map_err(|_late| format!("{address} does not answer"))?
            .map_err(|error| format!("{address} cannot be reached: {error}"))?;
        // Small batches should not wait for larger ones.
        let _ = stream.set_nodelay(true);
        let connector = self.connector(expected).map_err(|error| error.to_string())?;
        let name =
            ServerName::try_from("node.cordon.invalid").map_err(|error| error.to_string())?;
        let stream = connector.connect(name, stream).await;
        Ok(stream
            .map_err(|error| format!("{address} is not {partner}: {}", in_words(&error)))?
            .into())
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

/// Verifies who calls: any partner may.
#[derive(Debug)]
struct Caller(Arc<Pins>);

impl ClientCertVerifier for Caller {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        if self.0.owner(certificate).is_some() {
            return Ok(ClientCertVerified::assertion());
        }
        let shown = Digest::of(certificate);
        Err(rustls::Error::General(format!("its certificate {shown} is that of no partner")))
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("only TLS 1.3 is spoken here".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.algorithms.supported_schemes()
    }
}

/// Verifies who answers: the one partner that was called.
#[derive(Debug)]
struct Answerer {
    expected: Digest,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Answerer {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let shown = Digest::of(certificate);
        if shown == self.expected {
            return Ok(ServerCertVerified::assertion());
        }
        let expected = self.expected;
        Err(rustls::Error::General(format!(
            "it shows certificate {shown}, its card says {expected}"
        )))
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("only TLS 1.3 is spoken here".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
