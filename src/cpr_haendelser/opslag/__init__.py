"""Looking up: what a message or a door needs from the replica, gathered."""
