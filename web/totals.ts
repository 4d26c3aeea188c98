// The bar of totals and the ticks of the steps, at the newest revision of the project. All
// figures are printed by the server; nothing here computes.
import { get, onChange, revision } from "./client";

interface Amount {
  value: string;
  text: string;
}

interface Totals {
  revision: number;
  whole: boolean;
  done: string[];
  money: Record<string, Amount> | null;
  selisih: Amount | null;
}

type Gap = "no_analysis" | "no_volume" | "no_price";

// watchTotals keeps the bar of this page up to date; pages without one are left alone.
export function watchTotals(): void {
  const bar = document.querySelector<HTMLElement>("[data-totals]");
  if (!bar) return;
  const opened = bar.dataset["opened"] ?? "";
  const path = opened ? `totals/?from=${opened}` : "totals/";
  let shown = revision();
  let reading = false;

  // One reading at a time: what is told meanwhile is read after it.
  const read = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    try {
      while (shown < revision()) {
        const totals = await get<Totals & Record<Gap, number>>(path);
        if (totals.revision <= shown) break; // a server that is behind: the next change tells
        shown = totals.revision;
        show(bar, totals);
      }
    } catch {
      // no answer now: the bar stays as it was until the next change is told
    } finally {
      reading = false;
    }
  };
  onChange(() => void read());
}

function show(bar: HTMLElement, totals: Totals & Record<Gap, number>): void {
  for (const sum of bar.querySelectorAll<HTMLElement>("[data-sum]")) {
    put(sum, totals.money?.[sum.dataset["sum"] ?? ""]?.text ?? "–");
  }
  for (const gap of bar.querySelectorAll<HTMLElement>("[data-gap]")) {
    const count = totals[gap.dataset["gap"] as Gap];
    gap.hidden = count === 0;
    const place = gap.querySelector<HTMLElement>("[data-count]");
    if (place) put(place, count.toLocaleString("id-ID"));
  }
  const partial = bar.querySelector<HTMLElement>("[data-partial]");
  if (partial) {
    partial.hidden = totals.whole;
    put(partial, totals.whole ? "" : "sebagian");
  }
  const moved = bar.querySelector<HTMLElement>("[data-moved]");
  if (moved) {
    const text = totals.selisih?.text ?? "0";
    moved.hidden = text === "0";
    put(moved, `${text} sejak dibuka`);
    moved.classList.toggle("is-less", text.startsWith("-"));
  }
  for (const link of document.querySelectorAll<HTMLElement>("[data-steps] [data-page]")) tick(link, totals.done);
}

function tick(link: HTMLElement, done: readonly string[]): void {
  const complete = done.includes(link.dataset["page"] ?? "");
  link.toggleAttribute("data-done", complete);
  const word = link.querySelector<HTMLElement>("[data-done-word]");
  if (word) put(word, complete ? " – lengkap" : "");
}

function put(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
