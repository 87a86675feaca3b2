"""What helps whoever writes questions and lessons: new ones from templates, every error at once, mending, a preview.

admitted   what a field may hold, in words          faults     every error of a file's schema
findings   every error of a lesson, with its line   mending    what is mended for certain
sources    a YAML file as `check` reads it          pictures   what a lesson's pictures lack
advice     what is no error and hardly meant        places     where in a file something stands
schema     the JSON Schema that an editor reads
"""
