/* The worker of each kernel, whose Python starts at once: see the door. */

import "./pyodide/@start@";
import "./@kernel@";
