"""Ed25519 keys and signatures: who said it, and that nobody changed it since."""

from darkfigure.signing.private import SigningKey, create_key, generate_key, load_key
from darkfigure.signing.public import fingerprint, signature_fits

__all__ = ["SigningKey", "create_key", "fingerprint", "generate_key", "load_key", "signature_fits"]
