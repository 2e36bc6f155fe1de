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
  // the summary of errors is read first
  document.querySelector("[data-focus]")?.focus();
}
