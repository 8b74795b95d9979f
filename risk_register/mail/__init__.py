"""Letters and the post office that takes them; knows no table and no page."""
