"""Outputs: one module per format; each turns Reviews into text or bytes."""
