"""One module per kind of file: `TITLE`, `recognise(head)` from 0 to 1, and `rows(lines)`."""
