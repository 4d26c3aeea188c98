// Rincian AHSP: how the unit price of one pekerjaan comes about. Every figure is the server's,
// and opens where it comes from.
import { AnalysisList, frozenColumns } from "./analysis-list";
import { segments, type Analysis, type Component } from "./ahsp-analysis";
import { showHead } from "./ahsp-head";
import { showMarkup } from "./ahsp-markup";
import { Failure, followChanges, get, type Decimal } from "./client";
import { ask } from "./dialog";
import { complain, say } from "./notice";
import { decideOnPaste } from "./paste-report";
import { exact, money, printed } from "./figures";
import { Sheet, type Row, type SheetColumn } from "./sheet";
import type { Pekerjaan } from "./tree";
import { sheetPlace } from "./sheet-page";

interface PartRow extends Row {
  number: string;
  kode: string;
  satuan: string;
  koefisien: string;
  harga: string;
  jumlah: string;
  partial: boolean;
  inner: boolean; // a component of a bundle, of which one unit is shown
  item?: Component;
}

interface Expansion {
  components: {
    kategori: string; kode: string; uraian: string; satuan: string; koefisien: Decimal; harga_satuan: Decimal; price_state: string; expansion_depth: number;
  }[];
  empty: boolean;
  broken?: string;
}

interface Origin {
  price_source: string;
  price_date: string | null;
  region: string;
  changed_by: string;
  changed_at: string;
}

const place = sheetPlace();
const override = document.querySelector<HTMLButtonElement>("[data-override]");
const unfolded = new Map<number, Expansion>(); // bundles of the present analysis
let chosen = 0;
let analysis: Analysis | null = null;
let sheet: Sheet<PartRow>;

const list = new AnalysisList({ chosen: (pekerjaan, work) => void show(pekerjaan, work) });
const none = { number: "", kode: "", satuan: "", koefisien: "", harga: "", jumlah: "", partial: false, inner: false };

const columns: SheetColumn<PartRow>[] = [
  { key: "no", name: "No", width: 48, show: (row) => row.number },
  { key: "uraian", name: "Uraian", width: 270, least: 120, show: (row) => row.title, className: (row) => (row.inner ? "is-within" : "") },
  { key: "kode", name: "Kode", width: 100, show: (row) => row.kode, className: (row) => (row.item && isBundle(row.item) ? "is-opening" : "is-quiet") },
  { key: "satuan", name: "Satuan", width: 80, show: (row) => row.satuan },
  {
    key: "koefisien", name: "Koefisien", width: 96, right: true, show: (row) => printed(row.koefisien), value: (row) => row.koefisien,
    className: (row) => (row.item ? "is-opening" : ""), hint: "Enter menunjukkan asalnya",
  },
  ...(place.prices
    ? [
        {
          key: "harga", name: "Harga (Rp)", width: 125, right: true, hint: "Enter menunjukkan asalnya", show: (row: PartRow) => money(row.harga), value: (row: PartRow) => row.harga,
          className: (row: PartRow) => (row.partial && row.harga === "" ? "is-missing" : row.partial ? "is-partial" : row.item ? "is-opening" : ""),
        },
        {
          key: "jumlah", name: "Jumlah (Rp)", width: 135, right: true, show: (row: PartRow) => money(row.jumlah), value: (row: PartRow) => row.jumlah,
          className: (row: PartRow) => (row.partial ? "is-partial" : ""),
        },
      ]
    : []),
];

async function load(): Promise<PartRow[]> {
  for (;;) {
    const of = chosen;
    const read = await get<Analysis>(`detail-ahsp/${of}/`);
    const open = [...unfolded.keys()].filter((id) => read.items.some((item) => item.id === id && isBundle(item)));
    const expansions = await Promise.all(open.map((id) => get<Expansion>(`pekerjaan/${of}/bundle/${id}/expansion/`)));
    if (of !== chosen) continue;
    unfolded.clear();
    open.forEach((id, at) => unfolded.set(id, expansions[at] as Expansion));
    analysis = read;
    showHead(read, false);
    if (override) override.disabled = false;
    return rows(read);
  }
}

function rows(of: Analysis): PartRow[] {
  const all: PartRow[] = [];
  const { build_up: sums } = of;
  segments.forEach(([kategori, title], at) => {
    const letter = "ABCD"[at] ?? "";
    all.push({ ...none, id: kategori, title: `${letter}. ${title}`, level: 1 });
    let number = 0;
    for (const item of of.items) {
      if (item.kategori !== kategori) continue;
      all.push(line(item, ++number), ...inside(item));
    }
    if (sums) all.push({ ...none, id: `sum-${kategori}`, title: `Jumlah ${title} (${letter})`, level: 2, jumlah: exact(sums.per_kategori[kategori]) });
  });
  if (!sums) return all;
  const partial = sums.missing_prices > 0 || sums.state === "no_analysis";
  all.push(
    { ...none, id: "E", title: "Biaya langsung (E = A + B + C + D)", level: 0, jumlah: exact(sums.langsung), partial },
    { ...none, id: "F", title: `BUK ${printed(sums.markup_eff)}%${sums.smkk ? " biaya SMKK" : sums.markup_own ? " khusus pekerjaan ini" : ""} (F)`, level: 0, jumlah: exact(sums.buk_amount), partial },
    { ...none, id: "G", title: "Harga satuan pekerjaan (G = E + F)", level: 0, jumlah: exact(sums.hsp), partial },
  );
  return all;
}

function line(item: Component, number: number): PartRow {
  return {
    ...none, id: `k${item.id}`, title: item.uraian, number: String(number), kode: `${isBundle(item) ? (unfolded.has(item.id) ? "▾ " : "▸ ") : ""}${item.kode}`, satuan: item.satuan ?? "",
    koefisien: exact(item.koefisien), harga: exact(item.harga_satuan), jumlah: exact(item.jumlah), partial: item.price_state === "missing", item,
  };
}

// inside lists what one unit of an unfolded bundle consists of.
function inside(item: Component): PartRow[] {
  const expansion = unfolded.get(item.id);
  if (!expansion) return [];
  const id = (at: number): string => `k${item.id}/${at}`;
  if (expansion.broken || expansion.empty) return [{ ...none, id: id(0), title: expansion.broken || "Belum punya rincian: dihitung Rp 0.", inner: true }];
  return expansion.components.map((part, at) => {
    const missing = part.price_state === "missing";
    return {
      ...none, id: id(at), title: `${part.kategori} · ${part.uraian}`, kode: part.kode, satuan: part.satuan, koefisien: exact(part.koefisien),
      harga: missing || !place.prices ? "" : exact(part.harga_satuan), partial: missing, inner: true,
    };
  });
}

function isBundle({ ref_ahsp_id, ref_pekerjaan_id }: Component): boolean {
  return ref_ahsp_id !== null || ref_pekerjaan_id !== null;
}

async function show({ id }: Pekerjaan, work: boolean): Promise<void> {
  if (id !== chosen) {
    chosen = id;
    unfolded.clear();
    if (override) override.disabled = true;
    await sheet.reload();
  }
  if (work) sheet.grid.goTo("TK", "uraian");
}

async function toggle(item: Component): Promise<void> {
  if (unfolded.delete(item.id)) return sheet.replace(analysis ? rows(analysis) : []);
  unfolded.set(item.id, await get<Expansion>(`pekerjaan/${chosen}/bundle/${item.id}/expansion/`));
  sheet.replace(analysis ? rows(analysis) : []);
}

// opened shows where a figure comes from.
async function opened(row: PartRow, column: string): Promise<void> {
  const { item } = row;
  if (row.id === "F" && place.writable) return changeMarkup();
  if (!item) return;
  if (column === "koefisien") return showKoefisien(item);
  if (isBundle(item)) return toggle(item);
  if (place.prices && (column === "harga" || column === "jumlah")) return showPrice(item);
  return showKoefisien(item);
}

async function showKoefisien(item: Component): Promise<void> {
  const { published } = item;
  const reference = analysis?.reference;
  const same = published !== null && exact(published.koefisien) === exact(item.koefisien);
  const facts: [string, string][] = [["Item", `${item.kode} · ${item.uraian}`], ["Koefisien", `${printed(item.koefisien)} ${item.satuan ?? ""}`]];
  if (published && reference) {
    facts.push(["Referensi", `${reference.edition}, revisi ${reference.revision}`], ["Analisa", `${reference.kode} ${reference.nama}`]);
    if (published.row > 0) facts.push(["Tempat di berkas", `${published.sheet ? `lembar ${published.sheet}, ` : ""}baris ${published.row}`]);
    facts.push(["Koefisien terbitan", same ? "sama" : printed(published.koefisien)]);
  } else facts.push(["Asal", "Ditulis di proyek ini"]);
  await ask({ title: "Asal koefisien", body: described(facts, "../template-ahsp/", `#p${chosen}`, "Buka di Template AHSP"), choices: [], cancel: "Tutup" });
}

async function showPrice(item: Component): Promise<void> {
  if (item.harga_item_id === null) {
    say("Baris ini belum terhubung ke item harga.");
    return;
  }
  const origin = await get<Origin>(`harga-items/${item.harga_item_id}/origin/`);
  const when = new Intl.DateTimeFormat("id-ID", { dateStyle: "long", timeStyle: "short" }).format(new Date(origin.changed_at));
  const facts: [string, string][] = [
    ["Item", `${item.kode} · ${item.uraian}`],
    ["Harga satuan", item.harga_satuan === null ? "Belum ada harga" : `Rp ${money(item.harga_satuan)} per ${item.satuan ?? "satuan"}`],
    ["Sumber harga", origin.price_source || "Tidak disebutkan"], ["Tanggal", origin.price_date?.split("-").reverse().join("/") || "Tidak disebutkan"], ["Wilayah", origin.region || "Tidak disebutkan"],
    ["Terakhir diubah", `${origin.changed_by || "Takar"}, ${when}`],
  ];
  await ask({ title: "Asal harga", body: described(facts, "../harga-items/", `#p${item.harga_item_id}`, "Buka di Harga Items"), choices: [], cancel: "Tutup" });
}

function described(facts: [string, string][], page: string, hash: string, label: string): Node {
  const body = document.createElement("div");
  const terms = document.createElement("dl");
  terms.className = "facts";
  for (const [name, value] of facts) {
    const [term, text] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    text.textContent = value;
    terms.append(term, text);
  }
  const link = document.createElement("a");
  link.href = page + hash;
  link.textContent = label;
  body.append(terms, link);
  return body;
}

async function changeMarkup(): Promise<void> {
  if (analysis && place.writable) await showMarkup(chosen, analysis.pekerjaan.uraian, () => sheet.reload());
}

function tell(work: Promise<void>): void {
  work.catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    complain(error.message);
  });
}

async function begin(): Promise<void> {
  const first = await list.start();
  if (!first) return;
  chosen = first.id;
  sheet = new Sheet<PartRow>(place.host, place.sign, {
    name: "rincian-ahsp", label: "Rincian harga satuan", frozen: frozenColumns(), writable: false, columns, load,
    command: () => ({ path: "", body: null }), versions: () => [],
    key: (event, row) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return false;
      tell(opened(row, sheet.grid.at()?.column ?? ""));
      return true;
    },
    say, complain, decide: decideOnPaste,
  }, await load());
  place.host.addEventListener("dblclick", () => {
    const at = sheet.grid.at();
    const row = sheet.row(at?.id ?? "");
    if (row && at) tell(opened(row, at.column));
  });
  override?.addEventListener("click", () => tell(changeMarkup()));
  document.querySelector("[data-origin]")?.addEventListener("click", () => {
    const at = sheet.grid.at();
    const row = sheet.row(at?.id ?? "");
    if (row && at) tell(opened(row, at.column));
  });
  followChanges();
}

tell(begin());
