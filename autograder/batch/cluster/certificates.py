"""One secret for a cluster: who holds it may join, all that passes is encrypted, and everybody else is turned away.

It is a file of Dask's own settings. Every command of Dask, and this kit's, reads the one that DASK_CONFIG names.
"""

import os
from pathlib import Path

from autograder.errors import UserError

FILE = "dask.yaml"


def check_encrypted(address: str, insecure: bool) -> None:
    """Raises UserError where the scheduler at `address` would take orders from anybody, unless that was asked for."""
    if not address.startswith("tls://") and not insecure:
        raise UserError(
            f"--cluster {address} is not encrypted: whoever reaches that scheduler can run programs on it and on every "
            "worker, and read the answers. `autograder cluster certificates DIR` and docs/cluster.md make it tls://…; "
            "on a network that nobody else can reach, add --insecure."
        )


def make(folder: Path) -> Path:
    """Write a new secret below `folder`, for this user's eyes only; returns the file.

    Raises UserError when there is one, or Dask or cryptography is not installed.
    """
    path = folder / FILE
    try:
        import yaml
        from distributed.security import Security

        made = Security.temporary()
    except ImportError:
        raise UserError("Certificates need Dask and cryptography: pip install 'autograder-kit[cluster]'.") from None
    roles = {
        role: {"cert": made.tls_ca_file, "key": made.tls_client_key} for role in ("scheduler", "worker", "client")
    }  # fmt: skip
    settings = {"default-scheme": "tls", "require-encryption": True, "tls": {"ca-file": made.tls_ca_file, **roles}}
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            yaml.safe_dump({"distributed": {"comm": settings}}, file)
    except FileExistsError:
        raise UserError(f"{path} is there already. Whoever uses it would be locked out: remove it first.") from None
    return path
