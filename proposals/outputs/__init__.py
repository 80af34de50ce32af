"""What people read: dossiers, timelines, next steps. Reads, never writes."""
