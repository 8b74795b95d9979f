"""What may come in: one marshmallow schema for each form, with the sentences people read."""
