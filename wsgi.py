"""The WSGI application: `app`, made from the environment."""

from __future__ import annotations

from service.app import create_app

app = create_app()
