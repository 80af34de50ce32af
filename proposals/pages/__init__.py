"""The read models of pages: dossier, timeline, next step, desk. They read and never write."""
