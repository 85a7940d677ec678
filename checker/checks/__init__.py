"""Checks: registered generators of findings, one module per rule group."""
