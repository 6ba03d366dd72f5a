"""How an installation is put together: settings, addresses, database, command line."""
