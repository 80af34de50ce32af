"""What the pages of the office share: rights, buttons, pages and bulk acts."""
