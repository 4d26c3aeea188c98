// Volume Pekerjaan: one quantity per pekerjaan, as a number or a formula.
import { followChanges, get, send, type Decimal } from "./client";
import { decideOnPaste } from "./paste-report";
import { say, complain } from "./notice";
import { exact, money, printed } from "./figures";
import { verdict } from "./judge";
import { Sheet, type RowEdit, type SheetColumn, type SheetEntry } from "./sheet";
import { readTree, treeRows, type TreeRow } from "./tree";
import { filterTools, sheetPlace } from "./sheet-page";
import { openParameters } from "./volume-parameters";
import type { Judged, Preview, Suggestion } from "./grid";

interface VolumeRow extends TreeRow {
  quantity: string; // exact; "" while there is none
  formula: string; // as typed, with "="; "" where the quantity stands for itself
  failure: string; // why the formula gives nothing now
  hsp: string;
  total: string;
  partial: boolean;
}

interface Volumes {
  items: { pekerjaan_id: number; quantity: Decimal; state: "missing" | "set" | "formula_failed"; version: number }[];
}

interface Formulas {
  items: { pekerjaan_id: number; raw: string; is_fx: boolean; failure?: string }[];
}

interface Recap {
  rows: { pekerjaan_id: number; G: Decimal; total: Decimal; state: string; missing_prices: number }[];
}

interface Parameters {
  parameters: { name: string; value: Decimal; label: string; unit: string }[];
}

const place = sheetPlace();
let parameters: Parameters["parameters"] = [];

async function load(): Promise<VolumeRow[]> {
  const [tree, volumes, formulas, recap, known] = await Promise.all([
    readTree(), get<Volumes>("volume-pekerjaan/list/"), get<Formulas>("volume/formula/"),
    place.prices ? get<Recap>("rekap/") : Promise.resolve<Recap>({ rows: [] }), get<Parameters>("parameters/"),
  ]);
  parameters = known.parameters;
  const byID = <T extends { pekerjaan_id: number }>(list: T[]): Map<number, T> => new Map(list.map((item) => [item.pekerjaan_id, item]));
  const [quantities, raw, lines] = [byID(volumes.items), byID(formulas.items), byID(recap.rows)];
  return treeRows<VolumeRow>(tree, (row) => {
    const id = row.pekerjaan?.id ?? 0;
    const [volume, formula, line] = [quantities.get(id), raw.get(id), lines.get(id)];
    const known = volume !== undefined && volume.state !== "missing";
    return {
      ...row,
      version: volume?.version ?? 0,
      quantity: known ? exact(volume.quantity) : "",
      formula: formula?.is_fx ? formula.raw : "",
      failure: formula?.is_fx ? (formula.failure ?? "") : "",
      hsp: line && line.state !== "no_analysis" ? exact(line.G) : "",
      total: line && known && line.state !== "no_analysis" ? exact(line.total) : "",
      partial: (line?.missing_prices ?? 0) > 0,
    };
  });
}

const quiet = "is-quiet";
const columns: SheetColumn<VolumeRow>[] = [
  { key: "no", name: "No", width: 64, show: (row) => row.number },
  { key: "uraian", name: "Uraian pekerjaan", width: 340, least: 120, show: (row) => row.title },
  { key: "kode", name: "Kode", width: 110, show: (row) => row.pekerjaan?.snapshot_kode ?? "", className: () => quiet },
  { key: "satuan", name: "Satuan", width: 80, show: (row) => row.pekerjaan?.snapshot_satuan ?? "" },
  {
    key: "volume", name: "Volume", width: 130, right: true, editable: true, hint: "Angka, atau formula yang diawali =",
    show: (row) => printed(row.quantity), value: (row) => row.quantity, edit: (row) => row.formula || printed(row.quantity),
    problem: (row) => row.failure, className: (row) => (row.level === undefined && row.quantity === "" ? "is-missing" : ""),
  },
  { key: "formula", name: "Formula", width: 200, show: (row) => row.formula, className: () => quiet },
  ...(place.prices
    ? [
        { key: "hsp", name: "Harga satuan (Rp)", width: 140, right: true, show: (row: VolumeRow) => money(row.hsp), value: (row: VolumeRow) => row.hsp },
        {
          key: "total", name: "Jumlah (Rp)", width: 150, right: true, show: (row: VolumeRow) => money(row.total), value: (row: VolumeRow) => row.total,
          className: (row: VolumeRow) => (row.partial ? "is-partial" : ""),
        },
      ]
    : []),
];

interface Preview1 {
  items: { value: string | null; text: string; error?: string }[];
}

const ask = (texts: string[]): Promise<Preview1> => send<Preview1>("POST", "volume/preview/", { texts });

async function judge(entries: readonly SheetEntry<VolumeRow>[]): Promise<Judged[]> {
  const { items } = await ask(entries.map(({ text }) => text));
  return items.map(verdict);
}

// preview tells what a formula gives while it is typed; a number needs no preview.
async function preview(text: string): Promise<Preview> {
  if (!text.trim().startsWith("=") || text.trim() === "=") return { text: text.trim() === "=" ? "Contoh: =panjang*lebar*0,15" : "" };
  const [item] = (await ask([text])).items;
  if (!item) return { text: "" };
  return item.error ? { text: item.error, wrong: true } : { text: `= ${item.text}` };
}

// suggest offers the parameters that begin like the word at the end of a formula.
function suggest(text: string): Suggestion[] {
  if (!text.trim().startsWith("=")) return [];
  const word = /[a-z_][a-z0-9_]*$/i.exec(text)?.[0].toLowerCase() ?? "";
  if (!word) return [];
  const from = text.length - word.length;
  const fitting = parameters.filter(({ name }) => name.toLowerCase().startsWith(word) && name.toLowerCase() !== word);
  return fitting.slice(0, 8).map(({ name, value, label, unit }) => ({ text: name, from, detail: `${printed(value)} ${unit} ${label}`.trim() }));
}

// rowOf makes a row of the request: a formula, a number, or nothing.
function rowOf({ id, version, cells }: RowEdit): unknown {
  const { text = "", value = null } = cells["volume"] ?? {};
  const row = { pekerjaan_id: Number(id), version };
  return text.trim().startsWith("=") ? { ...row, formula: text.trim() } : { ...row, quantity: value };
}

async function start(): Promise<void> {
  const sheet = new Sheet<VolumeRow>(place.host, place.sign, {
    name: "volume", label: "Volume pekerjaan", frozen: 2, writable: place.writable, columns, load, judge,
    suggest: (_row, column, text) => (column === "volume" ? suggest(text) : []),
    preview: (_row, column, text) => (column === "volume" ? preview(text) : { text: "" }),
    command: (rows) => ({ path: "volume-pekerjaan/save/", body: { items: rows.map(rowOf) } }),
    versions: (answer) => (answer as Volumes).items.map(({ pekerjaan_id, version }) => [String(pekerjaan_id), version]),
    loaded: (rows) => filters.count(rows),
    say, complain, decide: decideOnPaste,
  }, await load());
  filters.attach(sheet);
  const panel = document.querySelector<HTMLElement>("[data-parameter-panel]");
  const button = document.querySelector<HTMLElement>("[data-parameter-button]");
  if (panel && button) openParameters(panel, button, place.writable);
  followChanges();
}

const filters = filterTools<VolumeRow>({
  column: "volume",
  text: (row) => `${row.title} ${row.pekerjaan?.snapshot_kode ?? ""}`,
  filters: { terisi: (row) => row.quantity !== "", belum: (row) => row.quantity === "", formula: (row) => row.formula !== "" },
});

void start();
