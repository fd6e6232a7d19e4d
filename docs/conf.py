"""How the documentation is built: offline, from Markdown, with every warning an error (`make docs`)."""

from importlib import metadata

project = "collabflow"
author = "The collabflow maintainers"
project_copyright = author
release = metadata.version("collabflow")

extensions = ["myst_parser"]
exclude_patterns = ["_build", "generating"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

nitpicky = True
nitpick_ignore_regex = [("py:class", r"(?!collabflow\.).*")]
"""Names in signatures that are not promised names, such as `Iterable`; a link to a full name must lead somewhere."""
suppress_warnings = ["ref.python"]  # a name in a signature that two modules have; links in the text give the full name

html_theme = "furo"
html_title = f"collabflow {release}"
html_static_path = ["_static"]
html_css_files = ["ours.css"]
html_copy_source = False
html_show_copyright = False
add_module_names = False
python_maximum_signature_line_length = 100
toc_object_entries_show_parents = "hide"
pygments_style = "friendly"
