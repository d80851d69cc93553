"""What is the answer? Questions come in, answers with their citations go out.

Imports `index` and `corpus`. Only `app`, `api*`, `pages`, `security`, `exports` and `cli` know
Flask; everything else here is plain Python, so that the command line, the server and other
programs say the same.
"""

VERSION = "0.1.0"
