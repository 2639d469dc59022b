"""The security programme: what IEC 62443-2-1 asks, what the plant claims, and what facts and evidence say of it."""
