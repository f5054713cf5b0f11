"""Keys and tokens of NATS (docs.nats.io, "NKeys" and "JWT"), with an Ed25519 of the field below."""

import base64
import binascii
import json
import time
import uuid

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

SEED = 18 << 3
ROLES = {"operator": 14 << 3, "account": 0, "user": 20 << 3}


def spelled(data):
    """Base 32 with a CRC-16 (XMODEM) at the end, its low byte first."""
    return base64.b32encode(data + binascii.crc_hqx(data, 0).to_bytes(2, "little")).decode().rstrip("=")


def encoded(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Key:
    """An operator's, an account's or a user's key."""

    def __init__(self, role):
        self.secret, role = Ed25519PrivateKey.generate(), ROLES[role]
        raw = self.secret.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        public = self.secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public = spelled(bytes([role]) + public)
        self.seed = spelled(bytes([SEED | role >> 5, (role & 31) << 3]) + raw)

    def signs(self, subject, claims):
        """A token of version 2 about a key."""
        head = {"typ": "JWT", "alg": "ed25519-nkey"}
        body = {
            "jti": uuid.uuid4().hex,
            "iat": int(time.time()),
            "iss": self.public,
            "sub": subject.public,
            "name": subject.public,
            "nats": claims | {"version": 2},
        }
        text = ".".join(encoded(json.dumps(part).encode()) for part in (head, body))
        return f"{text}.{encoded(self.secret.sign(text.encode()))}"

    def creds(self, token):
        """The file that a user is given."""
        parts = {"NATS USER JWT": token, "USER NKEY SEED": self.seed}
        return "".join(f"-----BEGIN {name}-----\n{text}\n------END {name}------\n\n" for name, text in parts.items())
