"""Serve the built screens, the tablets' door and the office's events on one port."""

import os
from pathlib import Path

from granian.constants import Interfaces
from granian.server import Server

from fieldvisit import settings
from fieldvisit.launch.build import ROOT


def serve(
    config: settings.Settings,
    host: str = "127.0.0.1",
    certificate: tuple[Path, Path] | None = None,
) -> None:
    """Run until stopped. Several workers share their state through Redis, so without it there is one.

    ``certificate``: certificate and key files, when this server speaks HTTPS itself.
    """
    os.chdir(ROOT)
    os.environ.update(
        REFLEX_ENV_MODE="prod",
        __REFLEX_SKIP_COMPILE="true",
        __REFLEX_MOUNT_FRONTEND_COMPILED_APP="true",
    )
    chain, key = certificate or (None, None)
    Server(
        "fieldvisit.fieldvisit:app",
        factory=True,
        address=host,
        port=config.port,
        interface=Interfaces.ASGI,
        workers=(os.cpu_count() or 1) + 1 if config.redis_url else 1,
        websockets=True,
        ssl_cert=chain,
        ssl_key=key,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()
