/* Starts Python by the page's own file, from each kind of storage; prints how, as JSON: what each start began with, and
   what the page was told.

   Pyodide stands beside the file as a few lines that say what they were given (`pyodide.mjs`). */

const { file, key, memory, isBroken, room } = JSON.parse(await new Response(Deno.stdin.readable).text());
const kept = new Map(memory === null ? [] : [[key, new Uint8Array(memory)]]);
const cache = {
  match: (name) => Promise.resolve(kept.has(name) ? new Response(kept.get(name)) : undefined),
  put: async (name, answer) => kept.set(name, new Uint8Array(await answer.arrayBuffer())),
  keys: () => Promise.resolve([...kept.keys()].map((url) => ({ url }))),
  delete: (name) => Promise.resolve(kept.delete(name)),
};
const open = () => (isBroken ? Promise.reject(new Error("broken")) : Promise.resolve(cache));
Object.defineProperty(globalThis, "caches", { value: { open } });
Object.defineProperty(navigator, "storage", {
  value: { estimate: () => Promise.resolve({ quota: room + 1e6, usage: 1e6 }) },
});
globalThis.begun = [];
const told = [];
globalThis.postMessage = ({ kind, why = "" }) => told.push([kind, why]);
console.error = () => {};
const { loadPyodide } = await import(file);
const lines = [];
const python = await loadPyodide({ stdout: (line) => lines.push(line), stderr: () => {} }).catch(() => null);
python?.say("after");
await new Promise((resolve) => setTimeout(resolve, 50));
const left = [...kept].map(([name, bytes]) => [name, [...bytes]]);
const { loaded, ran = [] } = python ?? {};
console.log(JSON.stringify({ begun: globalThis.begun, loaded, ran: ran.length, lines, left, told }));
