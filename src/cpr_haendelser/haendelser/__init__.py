"""What happened: from before, after and the 099 lines of one person to hændelser."""
