"""Settings with made-up secrets and no server: for tests, the type checker, `makemigrations`.

Tests put their database's address in place when they have one.
"""

import os

from rentrail.config import environment

os.environ["RENTRAIL_DEMO"] = "true"
os.environ["RENTRAIL_SECRET_KEY"] = environment.DEMO_SECRET_KEY
os.environ["RENTRAIL_VAULT_KEYS"] = environment.DEMO_VAULT_KEYS
os.environ["RENTRAIL_VAULT_HASH_KEY"] = environment.DEMO_VAULT_HASH_KEY
os.environ["DATABASE_URL"] = "postgresql:///no-database-chosen"
os.environ["RENTRAIL_DATABASE_OWNER_URL"] = "postgresql:///no-database-chosen"

from rentrail.config.settings import *  # noqa: F403 # after the environment is set

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, and only here
