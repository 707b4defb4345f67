"""What leaves to a caller: who asks, and what the caller's serviceaftaler let it have, whatever it asks for."""
