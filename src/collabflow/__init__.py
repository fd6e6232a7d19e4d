"""collabflow."""
