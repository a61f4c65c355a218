"""Read exports with the library of RO-Crate, and validate them against its specification, on a machine without network.

    uv venv crates && uv pip install --python crates/bin/python rocrate roc-validator
    crates/bin/python benchmarks/crate.py my-study.zip ...

The validator asks w3id.org for the terms; here it gets those that the library ships.
"""

import email.message
import hashlib
import io
import sys
import urllib.response
import zipfile
from importlib.resources import files
from unittest import mock

TERMS = "https://w3id.org/ro/crate/1.1/context"


def answer(request: object) -> urllib.response.addinfourl:
    """What rdflib gets instead of the network."""
    address = str(getattr(request, "full_url", request))
    if not address.startswith(TERMS):
        raise OSError(f"{address}: there is no network here")
    headers = email.message.Message()
    headers["Content-Type"] = "application/ld+json"
    content = files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()
    return urllib.response.addinfourl(io.BytesIO(content), headers, address, 200)


def read(path: str) -> None:
    """Every file that the library finds has the digest that the description says."""
    from rocrate.rocrate import ROCrate

    crate = ROCrate(path)
    with zipfile.ZipFile(path) as archive:
        for entity in crate.data_entities:
            assert hashlib.sha256(archive.read(entity.id)).hexdigest() == entity["sha256"], entity.id
        described = {entity.id for entity in crate.data_entities}
        assert described == set(archive.namelist()) - {"ro-crate-metadata.json"}
    actions = [entity for entity in crate.contextual_entities if entity.type == "CreateAction"]
    print(f"{path}: {len(described)} files, {len(actions)} stages; all digests as described")


def validate(path: str) -> None:
    """By the validator: what is required, and what is recommended."""
    from rocrate_validator import models, services

    settings = services.ValidationSettings(
        rocrate_uri=path,
        profile_identifier="ro-crate-1.1",
        requirement_severity=models.Severity.RECOMMENDED,
        skip_availability_check=True,
    )
    with mock.patch("rdflib.parser._urlopen", answer):
        result = services.validate(settings)
    for issue in result.get_issues(models.Severity.RECOMMENDED):
        network = "w3id.org" in (issue.message or "")
        print(f"  {issue.severity.name}{' (no network)' if network else ''}: {issue.message}")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        read(name)
        validate(name)
