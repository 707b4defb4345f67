"""The post room: forsendelser, when each may leave, what its receiver said, and the ways out."""
