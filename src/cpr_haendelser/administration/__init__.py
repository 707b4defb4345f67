"""The desk: what people do with it-systems, their certificates and serviceaftaler, and the letters about it."""
