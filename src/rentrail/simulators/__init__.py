"""Banks and an accounting system to practise with, as programs that speak only over the wire."""
