"""A timestamp authority of one's own: `openssl ts` behind a small web server."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from faceproof.provenance.authority import ROOT_DAYS
from faceproof.provenance.certificates import Holder, certificate, pem, subject
from faceproof.provenance.credential import key_pem

_SETTINGS = """[tsa]
default_tsa=t
[t]
serial={folder}/serial
crypto_device=builtin
signer_cert={folder}/leaf.pem
certs={folder}/both.pem
signer_key={folder}/key.pem
signer_digest=sha256
default_policy=1.2.3.4.1
digests=sha256,sha384,sha512
ess_cert_id_alg=sha256
"""


class Stamps(NamedTuple):
    """Where to ask for a timestamp, and whom to trust about it."""

    url: str
    root: Path


@contextmanager
def timestamps(folder: Path) -> Iterator[Stamps]:
    """An authority that says what time it is."""
    now = datetime.now(tz=UTC) - timedelta(hours=1)
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    name = subject(Holder("Clock", "Time Office"))
    root = certificate(name, root_key, name, root_key, on=now, days=ROOT_DAYS, authority=0)
    leaf = _leaf(root, root_key, key, on=now)
    folder.mkdir()
    (folder / "root.pem").write_bytes(pem([root]))
    (folder / "leaf.pem").write_bytes(pem([leaf]))
    (folder / "both.pem").write_bytes(pem([leaf, root]))
    (folder / "key.pem").write_bytes(key_pem(key))
    (folder / "serial").write_text("01\n")
    (folder / "settings").write_text(_SETTINGS.format(folder=folder))

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "query").write_bytes(self.rfile.read(int(self.headers["content-length"])))
            subprocess.run(
                ["openssl", "ts", "-reply", "-config", folder / "settings", "-queryfile",
                 folder / "query", "-out", folder / "reply"],
                check=True, capture_output=True,
            )  # fmt: skip
            reply = (folder / "reply").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Stamps(f"http://127.0.0.1:{server.server_port}/", folder / "root.pem")
        server.shutdown()
        thread.join()


def _leaf(
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePrivateKey,
    *,
    on: datetime,
) -> x509.Certificate:
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(subject(Holder("Clock 1", "Time Office")))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(on)
        .not_valid_after(on + timedelta(days=300))
        .add_extension(x509.BasicConstraints(False, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(root_key, hashes.SHA256())
    )
