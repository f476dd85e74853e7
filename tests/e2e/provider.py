"""An OpenID Connect provider on loopback, just large enough to sign one account in."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "border-monitor"


@contextmanager
def running(account: dict[str, Any]) -> Iterator[str]:
    """Serve a provider that signs this account in without asking; give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.account = account  # type: ignore[attr-defined]
    server.key = RSAKey.generate_key(2048, {"kid": "1"})  # type: ignore[attr-defined]
    server.nonces = {}  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Any

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        me = f"http://127.0.0.1:{self.server.server_port}"
        if parts.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": me,
                    "authorization_endpoint": f"{me}/authorize",
                    "token_endpoint": f"{me}/token",
                    "jwks_uri": f"{me}/keys",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        elif parts.path == "/keys":
            self._json({"keys": [self.server.key.as_dict(private=False, use="sig", alg="RS256")]})
        else:
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.server.nonces["c1"] = asked.get("nonce", "")
            answer = urlencode({"code": "c1", "state": asked["state"]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{answer}")
            self.end_headers()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        now = int(time.time())
        claims = {
            "iss": f"http://127.0.0.1:{self.server.server_port}",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 600,
            "nonce": self.server.nonces["c1"],
            **self.server.account,
        }
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.server.key)
        self._json({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def _json(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
