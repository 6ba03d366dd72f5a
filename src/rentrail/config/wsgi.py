"""The web application, for gunicorn: `gunicorn rentrail.config.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from rentrail.config import garbage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rentrail.config.settings")

application = get_wsgi_application()
garbage.settle()
