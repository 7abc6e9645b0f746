"""All pages: each module under pages/ that has a ``PAGE``."""

import importlib
import pkgutil

from fieldvisit import pages
from fieldvisit.pages.page import Page


def all_pages() -> list[Page]:
    names = (module.name for module in pkgutil.walk_packages(pages.__path__, "fieldvisit.pages."))
    modules = [importlib.import_module(name) for name in names if name != __name__]
    return [module.PAGE for module in modules if hasattr(module, "PAGE")]
