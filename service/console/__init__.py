"""The command line and the tools for programs that start it. Imported command by command."""
