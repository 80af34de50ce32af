"""The site: settings, URLs, middleware, log-in, system checks."""
