"""Images of checks: from any scan or photo to the black-and-white image that banks exchange.

Pure functions over arrays and bytes: no Django, no files, no clock. `pictures` reads what was
scanned, `finding` finds the check and makes it straight, `scaling` gives it its true size,
`binarising` tells ink from paper, `tiff` writes and checks the exchange image, `quality` measures
it, `pipeline` does all of it.
"""
