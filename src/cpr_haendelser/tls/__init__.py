"""TLS: a test CA, contexts that follow their files, the line test, and the caller's certificate in ASGI."""
