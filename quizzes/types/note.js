/* A text that nobody marks: the field of `written`, without criteria. */

import { register } from "../script/controls.js";
import { written } from "./written.js";

register("note", written);
