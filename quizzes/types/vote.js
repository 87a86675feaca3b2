/* A vote: an option is picked, and counts when it is cast, not while keys move over the options. */

import { register } from "../script/controls.js";
import { say } from "../script/words.js";
import { options } from "./choice.js";

register("vote", (item, card) => {
  return { ...options(item, card, false), press: say("page.vote"), again: say("page.vote_otherwise") };
});
