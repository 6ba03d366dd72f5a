"""Files to and from banks: entries and traces, transports, returns, settlement, statements."""
