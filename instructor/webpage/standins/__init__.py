"""Stands in, in the browser, for packages that JupyterLite's kernel asks for and no lesson uses: megabytes and seconds.

jedi       completes code while one types; IPython does without where it cannot be imported
micropip   installs packages from the network
piplite    the same, from the site; what `%pip` calls
"""
