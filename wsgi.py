"""The WSGI application: `app`, made from the environment; a wrong setting ends with status 2."""

from __future__ import annotations

import sys

from corpus.base.errors import ConfigurationError
from service.app import create_app

try:
    app = create_app()
except ConfigurationError as error:
    sys.stderr.write(f"error: {error}\n")
    raise SystemExit(2) from None
