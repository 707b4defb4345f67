"""Accounts: organisations and users as living data, logging in, sessions and API keys."""
