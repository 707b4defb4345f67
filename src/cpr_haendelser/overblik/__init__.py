"""How it goes: what an operator sees of log, files, dueslag and alarms, gathered once for every door that shows it."""
