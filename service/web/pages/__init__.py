"""The pages that people read: routes, and what templates show. Holds no arithmetic."""
