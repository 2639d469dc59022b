"""nftables: the language of `nft`, as text and as JSON, to the normal form.

Text becomes the tree that `nft -j` would print (libnftables-json(5)); one module says what the tree means.
"""
