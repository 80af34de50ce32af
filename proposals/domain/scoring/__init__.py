"""Scores: the weighted total of a review, and what the scores of many reviews do and don't say.

The format of table and answer is that of `manage.py score_reviews`.
"""
