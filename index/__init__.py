"""Where is it? Hand it a library, get ranked passages by words and facts by their aspects.

The only package that imports Whoosh. Not for reading documents or wording answers.
"""

import warnings

# Whoosh compares with `is` where it means `==`; Python says so once, on whoever compiles it first.
warnings.filterwarnings("ignore", category=SyntaxWarning, module=r".*whoosh")
