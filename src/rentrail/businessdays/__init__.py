"""Banking days: holidays, cut-offs, settlement days and due dates. Pure; knows no clock."""
