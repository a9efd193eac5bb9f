"""Signed PDFs: authorities, signers, what happens to a file after it was signed."""
