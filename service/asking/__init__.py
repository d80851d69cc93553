"""What is asked, and what is the answer? Hand it a question and an engine, get an `Answer`.

Not for showing it: `service.api`, `service.web`, `service.console`.
"""
