"""The living register: everybody's persons whose life goes on, day by day, as the CPR Office would tell of it."""
