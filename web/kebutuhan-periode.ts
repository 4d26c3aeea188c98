// Rekap Kebutuhan by period: what is chosen is shown at once and kept in the address. The
// server makes the content; nothing here computes.
import { followContent, renewContent } from "./live-content";
import { carry } from "./export-carry";
import { complain } from "./notice";

const main = document.querySelector("main");
const search = document.querySelector<HTMLInputElement>("#cari");
const pause = 250; // after the last letter of a search
let wanted = 0;
let shown = 0;
let typing = 0;

const form = (): HTMLFormElement | null => document.querySelector("#periode");

// choose puts what the controls say into the address and shows it. Periods belong to their
// unit: another unit begins with its first ones.
async function choose(changed: string): Promise<void> {
  const now = form();
  if (!now) return;
  const address = new URL(location.href);
  address.search = "";
  for (const [name, value] of new FormData(now)) {
    const periods = name === "dari" || name === "sampai";
    if (value && !(periods && changed === "satuan")) address.searchParams.append(name, String(value));
  }
  history.replaceState(null, "", address);
  wanted++;
  if (wanted - shown > 1) return; // somebody is at it
  while (shown < wanted) {
    const at = wanted;
    if (!(await renewContent(true)) && at === wanted) complain("Tampilan belum diperbarui: server tidak terjangkau. Coba lagi.");
    shown = at;
  }
}

// draw shows the chart of the periods that stand in the table beside it.
async function draw(): Promise<void> {
  for (const part of document.querySelectorAll<HTMLElement>("[data-unscripted]")) part.hidden = true;
  const canvas = document.querySelector<HTMLElement>("[data-canvas]");
  const rows = [...document.querySelectorAll<HTMLTableRowElement>("[data-periods] tr")];
  if (!canvas || rows.length === 0) return;
  const { drawChart } = await import("./chart");
  if (!canvas.isConnected) return;
  drawChart(canvas, "bars", rows.map((row) => ({
    label: row.dataset["short"] ?? "", value: row.dataset["value"] ?? "0", text: `${row.cells[0]?.innerText ?? ""}\nRp ${row.cells[2]?.innerText ?? ""}`,
  })));
}

main?.addEventListener("change", ({ target }) => {
  if (target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === "checkbox")) void choose(target.name);
});
main?.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  void choose("");
});
search?.addEventListener("input", () => {
  clearTimeout(typing);
  typing = window.setTimeout(() => void choose("cari"), pause);
});
document.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !target.closest("input, textarea, select")) {
    event.preventDefault();
    search?.focus();
    search?.select();
  }
  if (event.key !== "Escape" || target !== search || search.value === "") return;
  search.value = "";
  void choose("cari");
});
// A document takes over the periods that are shown, the filters and the units.
carry("rekap-kebutuhan", () => {
  const field = (name: string): HTMLSelectElement | null => document.querySelector(`#periode [name="${name}"]`);
  const [from, to] = [field("dari"), field("sampai")];
  const word = (select: HTMLSelectElement | null): string => (select?.value ? (select.selectedOptions[0]?.text ?? "") : "");
  const text = search?.value.trim() ?? "";
  const buying = document.querySelector<HTMLInputElement>('#periode [name="beli"]')?.checked ?? false;
  const chosen = { kategori: field("kategori")?.value ?? "", klasifikasi: field("klasifikasi")?.value ?? "", search: text };
  return {
    options: {
      ...Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== "")),
      ...(buying ? { unit_mode: "market" } : {}),
      ...(from && to ? { period_mode: field("satuan")?.value === "bulan" ? "month_range" : "week_range", period_start: from.value, period_end: to.value, week_basis: "project" } : {}),
    },
    told: [
      from && to ? `${word(from)} sampai ${word(to)}` : "", word(field("kategori")), word(field("klasifikasi")), text ? `“${text}”` : "", buying ? "satuan beli" : "",
    ].filter(Boolean),
  };
});
if (main) new MutationObserver(() => void draw()).observe(main, { childList: true });
followContent();
void draw();
