"""BeskedFåTilsendt: messages pushed to a receiver's registered address by REST over mutual TLS."""
