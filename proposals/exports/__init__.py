"""Files of what pages show. They read, and never write."""
