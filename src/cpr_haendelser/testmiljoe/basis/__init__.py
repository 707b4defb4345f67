"""The shared population: the basis families of every municipality, and the archetypes. Made once, never changed."""
