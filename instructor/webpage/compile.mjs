/* Compiles Python modules with the very Python that will run them: Pyodide, here in Node.js.

   node compile.mjs PYODIDE FOLDER: each x.py below FOLDER gets an x.pyc beside it, which Python takes without the source. */

import { pathToFileURL } from "node:url";

const [, , core, folder] = process.argv;
const { loadPyodide } = await import(pathToFileURL(`${core}/pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: `${core}/` });
python.FS.mkdirTree("/modules");
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/modules");
python.runPython(`
import py_compile, warnings
from pathlib import Path

warnings.simplefilter("ignore")  # what a package's own authors see
mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
for path in sorted(Path("/modules").rglob("*.py")):
    try:
        py_compile.compile(path, path.with_suffix(".pyc"), str(path.relative_to("/modules")), True, invalidation_mode=mode)
    except py_compile.PyCompileError:
        pass  # a template, or for another Python: it stays as it is
`);
process.exit(0);
