"""The JSON API: routes and shapes. Holds no arithmetic."""
