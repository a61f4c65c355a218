"""An invented timestamp authority: its certificate, and answers to requests, made in the test."""

import datetime as dt
import hashlib

from asn1crypto import algos, cms, core, tsp, x509
from cryptography import x509 as cx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def _certificate(subject, key, issuer, issuer_key, *, authority):
    name = [cx.Name([cx.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (subject, issuer)]
    builder = (
        cx.CertificateBuilder()
        .subject_name(name[0])
        .issuer_name(name[1])
        .public_key(key.public_key())
        .serial_number(cx.random_serial_number())
        .not_valid_before(NOW - dt.timedelta(days=900))
        .not_valid_after(NOW + dt.timedelta(days=9000))
        .add_extension(cx.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(cx.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(cx.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(
            cx.KeyUsage(
                digital_signature=not authority,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=authority,
                crl_sign=authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if not authority:
        builder = builder.add_extension(cx.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


class Authority:
    """A root and the certificate that stamps."""

    def __init__(self, name="Invented Time"):
        self.root_key, self.key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        self.root = _certificate(f"{name} Root", self.root_key, f"{name} Root", self.root_key, authority=True)
        self.leaf = _certificate(f"{name} Stamps", self.key, f"{name} Root", self.root_key, authority=False)

    @property
    def pem(self):
        return self.root.public_bytes(serialization.Encoding.PEM)

    def answer(self, request, *, imprint=None):
        """A TimeStampResp to a request in DER; to another digest than the one asked where `imprint` says so."""
        asked = tsp.TimeStampReq.load(request)
        message = asked["message_imprint"]
        if imprint is not None:
            message = tsp.MessageImprint({"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": imprint})
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": "1.2.3.4.1",
                "message_imprint": message,
                "serial_number": 7,
                "gen_time": NOW,
            }
        ).dump()
        leaf = x509.Certificate.load(self.leaf.public_bytes(serialization.Encoding.DER))
        hashed = hashlib.sha256(self.leaf.public_bytes(serialization.Encoding.DER)).digest()
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [hashlib.sha256(info).digest()]},
                {"type": "signing_certificate_v2", "values": [{"certs": [{"cert_hash": hashed}]}]},
            ]
        )
        signature = self.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {"issuer_and_serial_number": {"issuer": leaf.issuer, "serial_number": leaf.serial_number}}
                ),
                "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "signed_attrs": attributes,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
                "signature": signature,
            }
        )
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
                "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
                "certificates": [cms.CertificateChoices({"certificate": leaf})],
                "signer_infos": [signer],
            }
        )
        token = cms.ContentInfo({"content_type": "signed_data", "content": signed})
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump()
