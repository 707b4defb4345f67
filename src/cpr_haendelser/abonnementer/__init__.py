"""Who wants: dueslag, their filters, and value lists."""
