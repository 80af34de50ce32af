"""Who sees what, who may do what, and why not. Every query set that a person sees goes through here."""
