"""The simulator's own certificates: an authority, a server on the loopback, and the client that it lets in."""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_LIFE = timedelta(days=365)
_MARGIN = timedelta(days=1)
_CERTIFICATES = ("ca.pem", "server.pem", "client.pem")
_KEYS = ("server.key", "client.key")
_LOOPBACK = ("127.0.0.1", "localhost")
_ORGANISATION = "Simulador do Gov Hub BR"


@dataclass(frozen=True, slots=True)
class _Pair:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def make(folder: Path, host: str = "127.0.0.1") -> None:
    """Make `ca.pem`, `server.pem`, `server.key`, `client.pem` and `client.key` if one is missing, about to expire or made
    for another name.

    The authority's own key is kept nowhere: nobody can issue another certificate that the simulator would accept.
    """
    if _are_good(folder, host):
        return
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    authority = _issue("Autoridade do simulador", now, None, ())
    called = [] if host in _LOOPBACK else [x509.DNSName(host)]
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1")), *called])
    server_use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    client_use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
    server = _issue("localhost", now, authority, (names, server_use))
    client = _issue("Aplicação de teste", now, authority, (client_use,))
    _write(folder / "ca.pem", authority.certificate.public_bytes(serialization.Encoding.PEM))
    for name, pair in (("server", server), ("client", client)):
        _write(folder / f"{name}.pem", pair.certificate.public_bytes(serialization.Encoding.PEM))
        _write(folder / f"{name}.key", _pem(pair.key))


def server_context(folder: Path, *, client_required: bool) -> ssl.SSLContext:
    """Return the TLS context of a listener; with `client_required` it lets in only clients of its own authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    if client_required:
        context.load_verify_locations(folder / "ca.pem")
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def _are_good(folder: Path, host: str) -> bool:
    if not all((folder / name).is_file() for name in (*_CERTIFICATES, *_KEYS)):
        return False
    try:
        ends = [x509.load_pem_x509_certificate((folder / name).read_bytes()) for name in _CERTIFICATES]
    except ValueError:
        return False
    names = (
        ends[_CERTIFICATES.index("server.pem")].extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    )
    if host not in {*_LOOPBACK, *names.get_values_for_type(x509.DNSName)}:
        return False
    return all(certificate.not_valid_after_utc > datetime.now(UTC) + _MARGIN for certificate in ends)


def _issue(name: str, now: datetime, issuer: _Pair | None, extensions: tuple[x509.ExtensionType, ...]) -> _Pair:
    """Return a certificate and its key, signed by the issuer, or by itself as an authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name)
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _MARGIN)
        .not_valid_after(now + _LIFE)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(_key_usage(authority=issuer is None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return _Pair(builder.sign(signer, hashes.SHA256()), key)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
    draft.replace(file)
