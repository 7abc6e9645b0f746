"""How Reflex builds and serves the screens. What a deployment sets is in fieldvisit/settings.py."""

import os

from fieldvisit import settings

here = settings.read()

# A new version of the server never reloads a page by itself: a visit may be open in it.
os.environ.setdefault("REFLEX_AUTO_RELOAD_COOLDOWN", "36500d")
# A tablet that walked out of range is noticed within half a minute.
os.environ.setdefault("REFLEX_SOCKET_INTERVAL", "15s")
os.environ.setdefault("REFLEX_SOCKET_TIMEOUT", "15s")
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "false")

import reflex as rx  # noqa: E402 – Reflex reads these variables when it is imported
from reflex.plugins.sitemap import SitemapPlugin  # noqa: E402

from fieldvisit.offline.modules import TabletModules  # noqa: E402
from fieldvisit.offline.plugin import Pwa  # noqa: E402

config = rx.Config(
    app_name="fieldvisit",
    app_module_import="fieldvisit.fieldvisit",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    react_strict_mode=False,
    default_color_mode="light",
    # The disk manager would keep session cookies in clear text.
    state_manager_mode="redis" if here.redis_url else "memory",
    redis_url=here.redis_url or None,
    cors_allowed_origins=list(here.origins),
    frontend_compression_formats=["brotli", "gzip"],
    plugins=[TabletModules(), Pwa()],
    disable_plugins=[SitemapPlugin],
)
