/* A newer version of the course as a page: the browser has loaded it, and it waits until the page is loaded again. */

/** Tell once, when there is one. @param {() => void} tell */
export async function whenNewer(tell) {
  const { serviceWorker } = navigator;
  const registration = await serviceWorker?.getRegistration();
  if (!registration) return;
  if (registration.waiting) return tell();
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed" && serviceWorker.controller) tell();
    }, { once: true });
  }, { once: true });
}
