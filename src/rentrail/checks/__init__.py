"""Paper: check items, their images and MICR lines, and RDC deposits."""
