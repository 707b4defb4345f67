"""What is known: a person's image, its versions and relations."""
