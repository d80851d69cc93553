"""The planner's plans as trees: what words decided is said by operations, options and order."""
