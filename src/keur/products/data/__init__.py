"""Reviewed tables of makers, families of order numbers, and words of product names."""
