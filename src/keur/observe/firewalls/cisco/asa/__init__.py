"""Cisco ASA, and PIX before it."""
