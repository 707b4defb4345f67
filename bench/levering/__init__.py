"""Delivery measured: matching, pulling, pushing, and from hændelse to receiver."""
