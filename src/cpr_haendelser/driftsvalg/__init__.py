"""Settings chosen while the program runs: over what the file, the variables and the program itself say."""
