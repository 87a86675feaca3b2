/* A file as JupyterLab's contents give it, as bytes and as text, in whichever form it was kept: Lite turns text beyond
   Latin-1 into no base64. */

/** @import { Bytes } from "./zip.js" */
/** @typedef {{format: string, content?: any}} Model */

/** @param {Model} model @returns {Bytes} */
export function bytesOf({ format, content }) {
  if (format === "base64") return Uint8Array.from(atob(content ?? ""), (sign) => sign.charCodeAt(0));
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 1);
  return new TextEncoder().encode(text);
}

/** @param {Model | null} model @returns {string} "" where there is none, or nothing in it */
export const textOf = (model) => (model?.content ? new TextDecoder().decode(bytesOf(model)) : "");
