// The tabs of Jadwal Pekerjaan: which view is open stands in the address, and what a view
// needs is loaded when it is first opened.

export type View = "grid" | "gantt" | "kurva" | "minggu" | "tahapan";

const tabs = [...document.querySelectorAll<HTMLElement>("[data-jadwal-tab]")];
const opened = new Set<View>();

// keepInAddress writes a choice into the address; "" leaves it out.
export function keepInAddress(name: string, value: string): void {
  const address = new URL(location.href);
  if (value) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
  history.replaceState(history.state, "", address);
}

// fromAddress reads a choice from the address.
export function fromAddress(name: string): string {
  return new URLSearchParams(location.search).get(name) ?? "";
}

// watchTabs opens the view that the address names, else the usual one. show is called
// whenever a view is opened, with true the first time.
export function watchTabs(usual: View, show: (view: View, panel: HTMLElement, first: boolean) => void): (view: View) => void {
  const open = (view: View): void => {
    for (const tab of tabs) {
      const chosen = viewOf(tab) === view;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    for (const panel of document.querySelectorAll<HTMLElement>("[data-jadwal-panel]")) panel.hidden = panel.dataset["jadwalPanel"] !== view;
    keepInAddress("tab", view === usual ? "" : view);
    const panel = document.querySelector<HTMLElement>(`[data-jadwal-panel="${view}"]`);
    const first = !opened.has(view);
    opened.add(view);
    if (panel) show(view, panel, first);
  };
  for (const tab of tabs) {
    tab.addEventListener("click", () => open(viewOf(tab)));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const shown = tabs.filter((other) => other.offsetParent !== null);
      const next = shown[(shown.indexOf(tab) + step + shown.length) % shown.length];
      next?.focus();
      next?.click();
    });
  }
  const asked = fromAddress("tab");
  open(tabs.map(viewOf).find((view) => view === asked) ?? usual);
  return open;
}

function viewOf(tab: HTMLElement): View {
  return tab.dataset["jadwalTab"] as View;
}
