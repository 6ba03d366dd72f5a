"""Whole files as columns: many lines at once, in chunks that stay in the processor's cache.

`EntryColumns` are entries to be written, handed to `FileWriter.batch` in the place of rows; large
files are validated by columns unasked. Only this package imports numpy, and nothing imports this
package before there is a file to handle.
"""

from rentrail.formats.nacha.columns.entry_columns import EntryColumns

__all__ = ["EntryColumns"]
