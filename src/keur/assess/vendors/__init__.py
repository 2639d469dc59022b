"""What keur says of vendors: how much hangs on them, what they answered, and what stands on file about them."""
