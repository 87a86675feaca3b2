/* A kernel's worker whose Python starts at once: see the door. */

import "./pyodide/@start@";
import "./@kernel@";
