"""The bestillingstemplate: its columns, reading it, checking every cell, and what its rows mean."""
