//! Which certificate is whose, and how TLS is told.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, SignatureScheme};

use crate::digest::Digest;
use crate::names::PartnerName;
use crate::store::Partner;

/// Whose certificate is whose.
#[derive(Debug)]
pub(super) struct Pins {
    by_certificate: RwLock<BTreeMap<Digest, PartnerName>>,
    pub(super) algorithms: WebPkiSupportedAlgorithms,
}

impl Pins {
    /// Nobody is known yet.
    pub(super) fn new(algorithms: WebPkiSupportedAlgorithms) -> Pins {
        Pins { by_certificate: RwLock::default(), algorithms }
    }

    /// These are the partners now, and nobody else.
    pub(super) fn learn(&self, partners: &[&Partner]) {
        let pins = partners.iter().map(|p| (p.card.certificate, p.name().clone())).collect();
        *self.by_certificate.write().unwrap_or_else(PoisonError::into_inner) = pins;
    }

    pub(super) fn owner(&self, certificate: &[u8]) -> Option<PartnerName> {
        let pins = self.by_certificate.read().unwrap_or_else(PoisonError::into_inner);
        pins.get(&Digest::of(certificate)).cloned()
    }

    pub(super) fn of(&self, partner: &PartnerName) -> Option<Digest> {
        let pins = self.by_certificate.read().unwrap_or_else(PoisonError::into_inner);
        pins.iter().find(|(_, owner)| *owner == partner).map(|(digest, _)| *digest)
    }
}

/// Verifies who calls: any partner may.
#[derive(Debug)]
pub(super) struct Caller(pub(super) Arc<Pins>);

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
pub(super) struct Answerer {
    pub(super) expected: Digest,
    pub(super) algorithms: WebPkiSupportedAlgorithms,
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
