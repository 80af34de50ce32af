"""The content of a proposal, made of its sections, and the rules of its call. Never writes."""
