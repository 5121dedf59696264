"""How dates and times are written where a template asks for Django's own formats: day first, 24 hours.

Everything else of a date in words is ``present``'s, by Babel.
"""
