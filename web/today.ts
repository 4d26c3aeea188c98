// Today as the server counts days: in the time zone of the installation, wherever the browser
// stands. Pages that show today name the zone (data-zone).

// today returns the calendar day, as 2026-01-31.
export function today(): string {
  const zone = document.querySelector<HTMLElement>("[data-zone]")?.dataset["zone"];
  return new Intl.DateTimeFormat("en-CA", { dateStyle: "short", ...(zone && zone !== "Local" ? { timeZone: zone } : {}) }).format(new Date());
}
