"""What becomes of marks when a lesson or a term is over: totals by the plan, tables, and files that platforms import.

`earned` reads the gradebook, `rows` reckons (without a file or a database), `plain` writes CSV and XLSX; `canvas`,
`moodle`, `worksheet` and `others` write what each platform takes; `pages` packs feedback pages as they want them.
"""
