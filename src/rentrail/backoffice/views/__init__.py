"""One module for each part of the site; a view makes one call and turns the answer into a page."""
