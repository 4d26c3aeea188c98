// What the pages around sheets have in common: where the sheet goes, search, filters with
// their counts, and links that lead to one row.
import type { Row, Sheet } from "./sheet";

// SheetPlace is what the page tells a script about itself.
export interface SheetPlace {
  host: HTMLElement;
  sign: HTMLElement;
  writable: boolean; // the person may write here
  prices: boolean; // and see prices
}

// sheetPlace finds the place of the sheet, and lets it take the height that is left.
export function sheetPlace(): SheetPlace {
  const host = document.querySelector<HTMLElement>("[data-sheet]");
  const sign = document.querySelector<HTMLElement>("[data-save-sign]");
  if (!host || !sign) throw new Error("the page has no place for a sheet");
  for (const part of document.querySelectorAll<HTMLElement>("main [data-scripted]")) part.hidden = false;
  const fit = (): void => {
    const top = host.getBoundingClientRect().top + scrollY;
    host.style.setProperty("--grid-height", `max(18rem, calc(100dvh - ${Math.round(top)}px - 0.75rem - var(--foot-height, 0px)))`);
  };
  fit();
  addEventListener("resize", fit);
  const main = host.closest("main");
  if (main) new ResizeObserver(fit).observe(main); // what stands above may come later
  return { host, sign, writable: host.dataset["writable"] !== undefined, prices: host.dataset["prices"] !== undefined };
}

// FilterOptions describe the tools above a sheet.
export interface FilterOptions<R extends Row> {
  column: string; // where a link to a row sets the cursor
  text(row: R): string; // what a search looks into
  filters: Record<string, (row: R) => boolean>; // by [data-filter]
}

export interface FilterTools<R extends Row> {
  count(rows: readonly R[]): void;
  attach(sheet: Sheet<R>): void;
}

// filterTools runs the search field [data-search] and the buttons [data-filter]. Keys: "/"
// goes to the search, Escape empties it, Enter leads to the first row found.
export function filterTools<R extends Row>(options: FilterOptions<R>): FilterTools<R> {
  const search = document.querySelector<HTMLInputElement>("[data-search]");
  const buttons = [...document.querySelectorAll<HTMLButtonElement>("[data-filter]")];
  const said = document.querySelector<HTMLElement>("[data-said]");
  let chosen = "";
  let sheet: Sheet<R> | null = null;

  const narrow = (): void => {
    const words = (search?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const only = options.filters[chosen];
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset["filter"] === chosen));
    const matches = (row: R): boolean => {
      if (only && !only(row)) return false;
      const text = options.text(row).toLowerCase();
      return words.every((word) => text.includes(word));
    };
    const shown = sheet?.show(words.length > 0 || only ? matches : null) ?? 0;
    if (said) said.textContent = words.length > 0 || only ? `${shown} baris ditampilkan` : "";
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      chosen = button.dataset["filter"] ?? "";
      narrow();
    });
  }
  search?.addEventListener("input", narrow);
  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !target.closest("input, textarea, select, .grid")) {
      event.preventDefault();
      search?.focus();
      search?.select();
    }
    if (target !== search) return;
    if (event.key === "Escape") search.value = "";
    if (event.key === "Escape" || event.key === "Enter") {
      narrow();
      sheet?.grid.focus();
    }
  });
  return {
    count: (rows) => {
      const leaves = rows.filter((row) => row.level === undefined);
      for (const button of buttons) {
        const test = options.filters[button.dataset["filter"] ?? ""];
        const count = button.querySelector("[data-count]");
        if (count) count.textContent = String(test ? leaves.filter(test).length : leaves.length);
      }
    },
    attach: (to) => {
      sheet = to;
      const lead = (): void => {
        const [, pekerjaan, heading] = /^#(?:p(\d+)|(h\d+))$/.exec(location.hash) ?? [];
        const id = pekerjaan ?? heading;
        if (id) to.grid.goTo(id, options.column);
      };
      lead();
      addEventListener("hashchange", lead);
    },
  };
}
