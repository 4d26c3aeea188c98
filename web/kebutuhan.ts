// Rekap Kebutuhan: what a project needs of labour, material and equipment, the dearest first,
// in the unit of the analyses or in that of the market.
import { followChanges, get, onChange } from "./client";
import { decideOnPaste } from "./paste-report";
import { carry } from "./export-carry";
import { complain, say } from "./notice";
import { money, printed } from "./figures";
import { Sheet, type Row, type SheetColumn } from "./sheet";
import { filterTools, sheetPlace } from "./sheet-page";

interface Need {
  kategori: string;
  kode: string;
  uraian: string;
  satuan: string;
  quantity: string;
  harga_satuan: string;
  harga_total: string;
  harga_item_id: number | null;
  state: string;
  rank?: number;
  share?: string;
  cumulative?: string;
  class?: string;
  purchase?: { note: string; total: string };
}

interface Share {
  count: number;
  cost: string;
  share: string;
}

interface Pareto {
  rows: Need[];
  classes: (Share & { class: string })[];
  categories: (Share & { kategori: string; label: string })[];
  meta: { unpriced: number; no_volume: number };
}

interface NeedRow extends Row {
  need: Need;
  place: number;
}

const place = sheetPlace();
const unit = document.querySelector<HTMLSelectElement>("[data-unit]");
const part = document.querySelector<HTMLSelectElement>("[data-part]");

// question is what the page asks the server for, as its controls stand.
function question(): string {
  const asked = new URLSearchParams();
  const [mode, rounding] = (unit?.value ?? "base").split("-");
  if (mode === "market") asked.set("unit_mode", "market");
  if (rounding) asked.set("market_rounding", rounding);
  if (part?.value) asked.set("klasifikasi", part.value);
  const text = asked.toString();
  return text ? `?${text}` : "";
}

async function load(): Promise<NeedRow[]> {
  // Without the right to prices there is nothing to rank by.
  const { rows } = place.prices ? await ranked() : await get<{ rows: Need[] }>(`rekap-kebutuhan/${question()}`);
  return rows.map((need, i) => ({ id: need.harga_item_id === null ? `n${i}` : String(need.harga_item_id), title: need.uraian, need, place: i + 1 }));
}

async function ranked(): Promise<Pareto> {
  const answer = await get<Pareto>(`rekap-kebutuhan/pareto/${question()}`);
  summarise(answer);
  latest = answer;
  return answer;
}

const shares = document.querySelector<HTMLDetailsElement>(".shares");
const mostBars = 40; // of the chart: the dearest items
const classColours: Record<string, string> = { A: "chart-1", B: "chart-2", C: "chart-10" };
let latest: Pareto | null = null; // what the charts show

// drawCharts draws the categories and the dearest items, once somebody wants to see them. A
// click leads to the item in the sheet.
async function drawCharts(open: (row: Need) => void): Promise<void> {
  const [ring, bars] = ["kategori", "pareto"].map((name) => shares?.querySelector<HTMLElement>(`[data-canvas="${name}"]`));
  if (!shares?.open || !latest || !ring || !bars) return;
  const { drawChart } = await import("./chart");
  const priced = latest.rows.filter(({ state }) => state !== "missing");
  const dearest = priced.slice(0, mostBars);
  const told = shares.querySelector("[data-drawn-count]");
  if (told) told.textContent = dearest.length < priced.length ? `${dearest.length} item termahal dari ${priced.length}` : `${dearest.length} item`;
  drawChart(ring, "ring", latest.categories.filter(({ count }) => count > 0).map(({ label, cost, share }) => ({ label, value: cost, text: `${printed(share)}%` })));
  drawChart(bars, "pareto", dearest.map(({ uraian, harga_total, cumulative = "", class: of = "" }) => ({
    label: `${uraian} (${of})`, value: harga_total, text: `Rp ${money(harga_total)}`, line: cumulative, colour: classColours[of] ?? "chart-10",
  })), { open: (at) => dearest[at] && open(dearest[at]) });
}

// summarise lists the shares of the categories and classes.
function summarise({ categories, classes, meta }: Pareto): void {
  const draw = (list: HTMLElement | null, parts: (Share & { name: string })[]): void => {
    list?.replaceChildren(...parts.filter(({ count }) => count > 0).map(({ name, count, cost, share }) => {
      const line = document.createElement("li");
      const bar = document.createElement("span");
      bar.className = "share-bar";
      bar.style.setProperty("--share", `${share}%`);
      const text = document.createElement("span");
      text.textContent = `${name}: ${printed(share)}% · Rp ${money(cost)} · ${count} item`;
      line.append(text, bar);
      return line;
    }));
  };
  draw(document.querySelector("[data-categories]"), categories.map((c) => ({ ...c, name: c.label })));
  draw(document.querySelector("[data-classes]"), classes.map((c) => ({ ...c, name: `Kelas ${c.class}` })));
  const gaps = document.querySelector<HTMLElement>("[data-left-out]");
  if (!gaps) return;
  const told = [meta.unpriced > 0 ? `${meta.unpriced} item belum ada harga` : "", meta.no_volume > 0 ? `${meta.no_volume} pekerjaan belum ada volume` : ""].filter(Boolean);
  gaps.hidden = told.length === 0;
  gaps.textContent = told.length > 0 ? `Belum dihitung: ${told.join(", ")}.` : "";
}

const missing = (row: NeedRow): boolean => row.need.state === "missing";
const columns: SheetColumn<NeedRow>[] = [
  { key: "no", name: "No", width: 56, show: (row) => String(row.place) },
  { key: "uraian", name: "Uraian", width: 320, least: 120, show: (row) => row.need.uraian },
  { key: "kategori", name: "Kategori", width: 84, show: (row) => row.need.kategori, className: () => "is-quiet" },
  { key: "kode", name: "Kode", width: 110, show: (row) => row.need.kode, className: () => "is-quiet" },
  { key: "satuan", name: "Satuan", width: 90, show: (row) => row.need.satuan },
  { key: "kuantitas", name: "Kuantitas", width: 130, right: true, show: (row) => printed(row.need.quantity), value: (row) => row.need.quantity },
  ...(place.prices
    ? [
        {
          key: "harga", name: "Harga satuan (Rp)", width: 140, right: true, show: (row: NeedRow) => (missing(row) ? "" : money(row.need.harga_satuan)),
          value: (row: NeedRow) => (missing(row) ? "" : row.need.harga_satuan), className: (row: NeedRow) => (missing(row) ? "is-missing" : ""),
          problem: (row: NeedRow) => row.need.purchase?.note ?? "",
        },
        {
          key: "jumlah", name: "Jumlah (Rp)", width: 160, right: true, show: (row: NeedRow) => (missing(row) ? "" : money(row.need.harga_total)),
          value: (row: NeedRow) => (missing(row) ? "" : row.need.harga_total),
        },
        { key: "bobot", name: "Bobot (%)", width: 90, right: true, show: (row: NeedRow) => money(row.need.share), value: (row: NeedRow) => row.need.share ?? "" },
        { key: "kumulatif", name: "Kumulatif (%)", width: 110, right: true, show: (row: NeedRow) => money(row.need.cumulative) },
        { key: "kelas", name: "Kelas", width: 64, show: (row: NeedRow) => row.need.class ?? "" },
      ]
    : []),
];

async function offerParts(): Promise<void> {
  const { klasifikasi } = await get<{ klasifikasi: { id: number; name: string }[] }>("rekap-kebutuhan/filters/");
  const chosen = part?.value;
  for (const option of part ? [...part.options].slice(1) : []) option.remove();
  for (const { id, name } of klasifikasi) part?.append(new Option(name, String(id), false, String(id) === chosen));
}

async function start(): Promise<void> {
  const open = (row: Need): void => {
    if (row.harga_item_id !== null) sheet.grid.goTo(String(row.harga_item_id), "jumlah");
  };
  const sheet = new Sheet<NeedRow>(place.host, place.sign, {
    name: "kebutuhan", label: "Rekap kebutuhan", frozen: 2, writable: false, columns, load,
    command: () => ({ path: "", body: null }), versions: () => [], loaded: (rows) => {
      filters.count(rows);
      void drawCharts(open);
    }, say, complain, decide: decideOnPaste,
  }, await load());
  filters.attach(sheet);
  shares?.addEventListener("toggle", () => void drawCharts(open));
  await offerParts();
  for (const control of [unit, part]) control?.addEventListener("change", () => void sheet.reload());
  onChange(() => void offerParts());
  followChanges();
}

const filters = filterTools<NeedRow>({
  column: "uraian", text: ({ need }) => `${need.kode} ${need.uraian}`,
  filters: Object.fromEntries(["TK", "BHN", "ALT", "LAIN"].map((kategori) => [kategori, (row: NeedRow) => row.need.kategori === kategori])),
});

// A document takes over what is filtered, and the units.
carry("rekap-kebutuhan", () => {
  const pressed = document.querySelector<HTMLElement>('[data-filter][aria-pressed="true"]');
  const kategori = pressed?.dataset["filter"] ?? "";
  const search = document.querySelector<HTMLInputElement>("[data-search]")?.value.trim() ?? "";
  const market = unit?.value.startsWith("market") ?? false;
  return {
    options: {
      ...(kategori ? { kategori } : {}), ...(part?.value ? { klasifikasi: part.value } : {}), ...(search ? { search } : {}), ...(market ? { unit_mode: "market" } : {}),
    },
    told: [
      kategori ? (pressed?.firstChild?.textContent?.trim() ?? "") : "", part?.value ? (part.selectedOptions[0]?.text ?? "") : "", search ? `“${search}”` : "", market ? "satuan beli" : "",
    ].filter(Boolean),
  };
});

void start();
