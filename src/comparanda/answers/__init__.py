"""The pillar of answers: template → round → response → review → release → comparison.

Every product that puts one set of questions to many respondents is a description over this engine
(see ``kind.py``). Leaves out what a product asks and how its own pages look: that is its room's.
"""
