//! The certificate of a node: it signs itself, and its card names it by its hash.

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::digest::Digest;
use crate::error::ShareError;
use crate::names::PartnerName;

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

    pub(super) fn chain(&self) -> Vec<CertificateDer<'static>> {
        vec![CertificateDer::from(self.certificate.clone())]
    }

    pub(super) fn private(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.key.clone()).into()
    }
}
