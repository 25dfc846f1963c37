"""What a web server asks."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "faceproof.service.settings")
application = get_wsgi_application()
