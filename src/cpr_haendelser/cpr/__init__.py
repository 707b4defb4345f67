"""The CPR Office's language: numbers, times, codes, record layouts and files. Knows nothing of the other rooms."""
