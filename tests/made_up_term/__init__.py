"""A made-up term: its lessons, its people, what they hand in and how, three markers, and the sums on paper.

`lessons` writes a checkout, `people` the class and its rosters, `dealt` who answers what and what that comes to, by
plain sums that call nothing of the course, `parcels` the files that the platforms make of it, `marker` is one
marker at the desk, `course` the instructor's commands, `returning` what goes back.
"""
