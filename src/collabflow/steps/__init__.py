"""The ten rooms, in order: the only list of them."""
