/* One tab marks: a second one of the same marker and lesson waits until it is told to take over. */

/**
 * Hold the desk in this tab; without locks (a page that came by plain HTTP) every tab may mark.
 *
 * @param {string} name
 * @param {() => void} taken       called where another tab has taken over
 * @param {boolean} force          take over from another tab
 * @returns {Promise<boolean>}     whether this tab has it
 */
export function hold(name, taken, force = false) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const options = force ? { steal: true } : { ifAvailable: true };
    const held = navigator.locks.request(name, options, (lock) => {
      resolve(lock !== null);
      return lock && new Promise(() => {}); // until the tab goes, or it is taken away
    });
    held.catch(taken);
  });
}
