"""The sections of the page, each from the records of one cycle; see `page` for their order."""
