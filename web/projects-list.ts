// The list of projects answers as one types: the server filters, sorts and pages, and what
// it says takes the place of what is shown. Addresses stay true, so that a list can be sent
// on, reloaded and gone back to.
import { complain } from "./notice";

// parts are what a new answer replaces.
const parts = ["[data-cards]", "[data-charts]", "[data-asked]", "[data-list]"];
const usualOrder = "-updated_at"; // that of a list which is not asked for another one
const pause = 250; // milliseconds after the last key
const stale = 30_000; // milliseconds after which somebody who comes back sees the list anew

export class ProjectList {
  private readonly listeners: (() => void)[] = [];
  private readonly form = document.querySelector<HTMLFormElement>("[data-filter-form]");
  private asked: AbortController | null = null;
  private timer = 0;
  private shownAt = Date.now();

  constructor() {
    const { form } = this;
    if (!form) return; // nobody has a project yet
    const button = form.querySelector<HTMLElement>("button[type=submit]");
    if (button) button.hidden = true; // the list follows what is typed
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.filter("push");
    });
    form.addEventListener("change", (event) => {
      if (!(event.target instanceof HTMLInputElement) || event.target.type !== "search") this.filter("push");
    });
    this.search?.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.filter("replace"), pause);
    });
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("click", (event) => this.click(event));
    addEventListener("popstate", () => void this.show(location.href, "stay"));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && Date.now() - this.shownAt > stale && !document.querySelector("dialog[open], [data-row-menu][open]")) void this.refresh();
    });
    this.reveal();
  }

  // onShown calls back after every new answer.
  onShown(listener: () => void): void {
    this.listeners.push(listener);
  }

  // refresh shows the same list as it is now.
  refresh(): Promise<void> {
    if (!this.form) {
      location.reload(); // the first project: the page becomes another one
      return Promise.resolve();
    }
    return this.show(location.href, "stay");
  }

  private get search(): HTMLInputElement | null {
    return this.form?.querySelector<HTMLInputElement>("input[type=search]") ?? null;
  }

  private filter(way: "push" | "replace"): void {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(this.form ?? undefined)) {
      if (typeof value === "string" && (value.trim() !== "" || name === "is_active")) asked.set(name, value.trim());
    }
    if (asked.get("sort_by") === usualOrder) asked.delete("sort_by");
    const query = asked.toString();
    void this.show(`/dashboard/${query ? `?${query}` : ""}`, way);
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const { search } = this;
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !target.closest("input, textarea, select, dialog")) {
      event.preventDefault();
      search?.focus();
      search?.select();
    } else if (event.key === "Escape" && target === search && search.value !== "") {
      event.preventDefault();
      search.value = "";
      this.filter("replace");
    }
  }

  // click follows the links of the list without leaving the page.
  private click(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest<HTMLAnchorElement>("[data-cards] a, [data-list] a, [data-charts] a");
    if (!link || link.pathname !== "/dashboard/" || link.hasAttribute("download")) return;
    event.preventDefault();
    void this.show(link.href, "push");
  }

  // show asks for a list; of several only the last one counts.
  async show(address: string, way: "push" | "replace" | "stay"): Promise<void> {
    clearTimeout(this.timer);
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    const text = await fetch(address, { headers: { Accept: "text/html" }, signal: asked.signal })
      .then((answer) => (answer.ok && !answer.redirected ? answer.text() : null))
      .catch(() => (asked.signal.aborted ? undefined : null));
    if (text === undefined) return;
    if (text === null) {
      complain("Daftar proyek tidak dapat diambil.", { label: "Muat ulang", act: () => location.assign(address) });
      return;
    }
    if (way === "push") history.pushState(null, "", address);
    else if (way === "replace") history.replaceState(null, "", address);
    this.take(new DOMParser().parseFromString(text, "text/html"), way === "replace");
  }

  private take(page: Document, typing: boolean): void {
    if (!page.querySelector("[data-list]")) {
      location.reload(); // another page: logged out, or no project left
      return;
    }
    const key = document.activeElement?.getAttribute("data-key");
    const inside = document.activeElement?.closest(parts.join(", "));
    for (const part of parts) {
      const [now, then] = [document.querySelector<HTMLElement>(part), page.querySelector<HTMLElement>(part)];
      if (!now || !then) continue;
      now.replaceChildren(...then.childNodes);
      for (const name of Object.keys(now.dataset)) if (then.dataset[name] !== undefined) now.dataset[name] = then.dataset[name];
    }
    this.follow(page, typing);
    this.shownAt = Date.now();
    this.reveal();
    if (inside) (key ? document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) : document.querySelector<HTMLElement>("[data-list]"))?.focus({ preventScroll: true });
    for (const listener of this.listeners) listener();
  }

  // follow gives the fields what the list was asked for, except where somebody types.
  private follow(page: Document, typing: boolean): void {
    for (const field of this.form?.elements ?? []) {
      if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement) || !field.id || (typing && field === document.activeElement)) continue;
      const then = page.getElementById(field.id);
      if (field instanceof HTMLSelectElement && then instanceof HTMLSelectElement) {
        const { value } = then;
        field.replaceChildren(...then.childNodes);
        field.value = value;
      } else if (then instanceof HTMLInputElement) field.value = then.value;
    }
  }

  private reveal(): void {
    for (const part of document.querySelectorAll<HTMLElement>("[data-list] [data-scripted]")) part.hidden = false;
  }
}
