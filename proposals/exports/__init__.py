"""Files with the content of pages. This layer reads and never writes."""
