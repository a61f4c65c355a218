"""What the report says, in five languages: sentences by key, with plural forms and numbers as each language has them.

One TOML file a subject; in it one table a sentence, with the five languages side by side. A sentence whose words depend
on a number has one form a plural category of the language (CLDR); the number that decides is always named `count`.
"""

from darkfigure.report.wording.catalogue import LANGUAGES, Message, catalogue
from darkfigure.report.wording.saying import has, is_rtl, say, say_html

__all__ = ["LANGUAGES", "Message", "catalogue", "has", "is_rtl", "say", "say_html"]
