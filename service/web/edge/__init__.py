"""What happens to a request before Flask is entered and after it is left."""
