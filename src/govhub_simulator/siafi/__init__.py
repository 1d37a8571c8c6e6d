"""SIAFI: one document per call, over SOAP behind mutual TLS, and the Serpro gateway for credit notes.

No WSDL and no real answer of SIAFI is public: names follow what public clients use, and the WSDLs here are the
simulator's own. The services answer over TLS only. Switches that a test may turn, all under `/siafi`:

    POST /siafi/fechado?valor=true               outside opening hours
    POST /siafi/falhas?tipo=indefinido&vezes=1   the next answers say INDEFINIDO (or `sem_resposta`: no response element)
    POST /siafi/gateway/expirar                  every token of the gateway ends now
"""

from __future__ import annotations

from govhub_simulator.addresses import Addresses
from govhub_simulator.siafi.gateway import KEY, SECRET
from govhub_simulator.siafi.messages import USER


def environment(at: Addresses) -> dict[str, str]:
    """Return the settings by which the platform reaches this system."""
    return {
        "GOVHUB_SOURCE_SIAFI_BASE_URL": f"{at.tls}/siafi",
        "GOVHUB_SOURCE_SIAFI_CERT_FILE": str(at.files / "client.pem"),
        "GOVHUB_SOURCE_SIAFI_KEY_FILE": str(at.files / "client.key"),
        "GOVHUB_SOURCE_SIAFI_CA_FILE": str(at.files / "ca.pem"),
        "GOVHUB_SOURCE_SIAFI_CPF": USER,
        "GOVHUB_SOURCE_SIAFI_UG": "290002",
        "GOVHUB_SOURCE_SIAFI_GATEWAY_URL": f"{at.http}/siafi/gateway",
        "GOVHUB_SOURCE_SIAFI_USERNAME": KEY,
        "GOVHUB_SOURCE_SIAFI_PASSWORD": SECRET,
    }
