/* The door of the extension: JupyterLab and Notebook 7 load it as a script and ask the container for "./extension".

   A bundler would write this container. Here it is written by hand: what JupyterLab shares (`scope`) is looked up by name,
   and the modules beside this file are loaded as they are. `__esModule` tells the loader where the plugin is. */

{
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const place = new URL("./", script.src);
  /** @type {Record<string, Record<string, {get: () => Promise<() => any>}>>} */
  let shared = {};
  const load = async (/** @type {string} */ name) => {
    const [version] = Object.values(shared[name]);
    return (await version.get())();
  };
  const failed = (/** @type {unknown} */ error) => {
    document.dispatchEvent(new CustomEvent("tj-failed", { detail: String(error) })); // a page's door waits for the course
    throw error;
  };
  const container = {
    init(/** @type {typeof shared} */ scope) {
      shared = scope;
    },
    async get() {
      const { plugin } = await import(new URL("plugin.js", place).href).catch(failed);
      const made = await plugin(load).catch(failed);
      const activate = (/** @type {any[]} */ ...given) => made.activate(...given).catch(failed);
      return () => ({ __esModule: true, default: { ...made, activate } });
    },
  };
  const page = /** @type {any} */ (globalThis);
  (page._JUPYTERLAB ??= {})["two-januaries-lesson"] = container;
}
