"""Goals and their progress: what SMART means, letter by letter, and what the points say. Pure."""
