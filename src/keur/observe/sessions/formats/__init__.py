"""One module per kind of file: `TITLE`, `recognise(head)` from 0 to 1, and `rows(lines)`.

A kind that is not written in lines says `IN_PIECES = True`; one that may hold secrets has `refused(head)`, which says
why such a file is not to be kept."""
