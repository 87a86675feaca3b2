/* Several options may be picked: the control of `choice`, with checkboxes. */

import { register } from "../script/controls.js";
import { options } from "./choice.js";

register("multiple", (item, card) => options(item, card, true));
