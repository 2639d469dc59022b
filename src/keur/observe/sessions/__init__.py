"""Logs of remote access to sessions: one reader per kind of file, one record for all."""
