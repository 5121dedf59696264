"""An edition as a file: tidy rows, a workbook, an object, a compilation, a picture.

Everything here is made from two things alone: what the edition froze besides its cells (`edition.Edition`) and the
Grid of that edition. What is not in them cannot get into a file. Leaves out who may have the file (``answers.web``) and
how bytes are written (``formats``).
"""
