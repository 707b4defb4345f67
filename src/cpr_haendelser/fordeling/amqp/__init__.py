"""BeskedHent: dueslag as queues over AMQP 0-9-1, for receivers that fetch their messages themselves."""
