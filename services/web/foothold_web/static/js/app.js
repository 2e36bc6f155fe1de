// Enhancements only: every page works without this file.
{
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes(`fh-zone=${encodeURIComponent(zone)}`)) {
    document.cookie = `__Host-fh-zone=${encodeURIComponent(zone)}; Path=/; Secure; SameSite=Lax; Max-Age=31536000`;
  }
  // one click is one command; the key in the form makes a second one harmless without script too
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && !event.defaultPrevented) setTimeout(() => { button.setAttribute("aria-disabled", "true"); });
  });
  // a live part: what has changed is said, focus stays where it is, and nobody's typing is touched
  const liveOf = (event) => event.target.closest?.("[data-live]");
  const shown = (part) => part.querySelector("[data-live-content]").textContent.replace(/\s+/g, " ");
  const before = new Map();
  const say = (id, what) => {
    const place = document.getElementById(`${id}-said`);
    place.textContent = "";
    const when = document.querySelector(`#${id} [data-live-when]`)?.textContent ?? "";
    setTimeout(() => { place.textContent = `${place.dataset[what]} ${when}`; }, 100);
  };
  document.addEventListener("htmx:before:request", (event) => {
    const part = liveOf(event);
    const active = document.activeElement;
    if (part?.contains(active) && active.matches("input, select, textarea")) {
      event.preventDefault();
      say(part.id, "typing");
    }
  });
  // a page that failed, or led elsewhere, is not what was asked for
  document.addEventListener("htmx:before:response", (event) => {
    const answer = event.detail.ctx.response.raw;
    if (liveOf(event) && (!answer.ok || answer.redirected)) event.preventDefault();
  });
  document.addEventListener("htmx:before:swap", (event) => {
    const part = liveOf(event);
    if (part) before.set(part.id, shown(part));
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const id = liveOf(event)?.id;
    const part = id && document.getElementById(id);
    if (part && shown(part) !== before.get(id)) say(id, "changed");
  });
  // the summary of errors is read first
  document.querySelector("[data-focus]")?.focus();
}
