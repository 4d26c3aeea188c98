// The analyses of the page Template AHSP as the server has them, with the rows that are only
// here yet, and how edits of them become one request that carries the whole analysis.
import { get, project, type Decimal } from "./client";
import type { Command } from "./saving";
import { exact, printed } from "./figures";
import type { Batch, Edit, Row, RowEdit } from "./sheet";

export type Kategori = "TK" | "BHN" | "ALT" | "LAIN";

// segments are the four parts of an analysis, in their order.
export const segments: readonly [Kategori, string][] = [
  ["TK", "Tenaga Kerja"], ["BHN", "Bahan"], ["ALT", "Peralatan"], ["LAIN", "Pekerjaan Gabungan"],
];

export interface Component {
  id: number;
  kategori: Kategori;
  kode: string;
  uraian: string;
  satuan: string | null;
  koefisien: Decimal;
  ref_ahsp_id: number | null;
  ref_pekerjaan_id: number | null;
  harga_satuan: Decimal | null;
  price_state: "missing" | "set" | "zero";
  harga_item_id: number | null;
  jumlah: Decimal | null;
  published: { koefisien: Decimal; sheet: string; row: number } | null;
}

// Analysis is the answer of detail-ahsp/<pekerjaan>/.
export interface Analysis {
  pekerjaan: { id: number; kode: string | null; uraian: string; satuan: string | null; source_type: "ref" | "ref_modified" | "custom" };
  items: Component[];
  build_up: {
    per_kategori: Record<Kategori, Decimal>; langsung: Decimal; markup_eff: Decimal; markup_own: boolean; smkk: boolean; buk_amount: Decimal; hsp: Decimal;
    missing_prices: number; state: string;
  } | null;
  reference: { kode: string; nama: string; edition: string; revision: number } | null;
  meta: { read_only: boolean };
  version: number;
}

// ComponentRow is a row of the sheet: the heading of a segment, or a component.
export interface ComponentRow extends Row {
  of: number; // pekerjaan
  kategori: Kategori;
  number: string;
  kode: string;
  satuan: string;
  koefisien: string;
  harga: string;
  jumlah: string;
  partial: boolean; // the price leaves something out
  bundle: boolean;
  draft: boolean; // not stored yet
  locked: boolean;
}

// Draft is a row that is not stored yet: kept by this browser until it is complete.
interface Draft {
  id: string;
  kategori: Kategori;
  cells: Record<string, { text: string; shown: string; value: string | null }>;
}

interface Kept {
  rows: Draft[];
  made: Record<string, number>; // ids of rows that were stored meanwhile
}

// What a request was made of, to find the rows that its answer is about.
interface Sent {
  of: number;
  ids: string[];
  rows: { kategori: Kategori; uraian: string }[];
  edits: Edit[];
}

// Columns that no cell shows: what a row stands for, its segment, and that it goes.
const target = "target";
const segment = "kategori";
const gone = "hapus";
const agreed = "setuju"; // to another unit of the price item

// pekerjaanOf reads the pekerjaan from the id of a row.
export function pekerjaanOf(id: string): number {
  return Number(id.split(":")[0]);
}

export class Analyses {
  private readonly known = new Map<number, Analysis>();
  private readonly kept = new Map<number, Kept>();
  private readonly removed = new Set<string>();
  private readonly retried = new Set<number>();
  private sent: Sent | null = null;

  constructor(private readonly told: (of: number, incomplete: number) => void) {}

  // read fetches the analysis of a pekerjaan anew.
  async read(of: number): Promise<Analysis> {
    const analysis = await get<Analysis>(`detail-ahsp/${of}/`);
    this.known.set(of, analysis);
    return analysis;
  }

  // last returns an analysis as it was read last.
  last(of: number): Analysis | undefined {
    return this.known.get(of);
  }

  // rows lists an analysis for the sheet: headings, what is stored, and what is not yet.
  rows(of: number): ComponentRow[] {
    const analysis = this.known.get(of);
    if (!analysis) return [];
    const kept = this.keptOf(of);
    const rows: ComponentRow[] = [];
    for (const [kategori, title] of segments) {
      const sum = analysis.build_up ? exact(analysis.build_up.per_kategori[kategori]) : "";
      rows.push({ ...blank(of, kategori, analysis), id: `${of}:${kategori}`, title, level: 0, jumlah: sum });
      let number = 0;
      for (const item of analysis.items) {
        if (item.kategori !== kategori || this.removed.has(this.rowId(of, item.id))) continue;
        rows.push(this.stored(of, analysis, item, ++number));
      }
      for (const draft of kept.rows) {
        if (draft.kategori !== kategori || draft.id in kept.made) continue;
        rows.push({
          ...blank(of, kategori, analysis), id: draft.id, number: String(++number), draft: true, title: draft.cells["uraian"]?.shown ?? "", kode: draft.cells["kode"]?.shown ?? "",
          satuan: draft.cells["satuan"]?.shown ?? "", koefisien: draft.cells["koefisien"]?.value ?? "", bundle: Boolean(draft.cells[target]?.value),
        });
      }
    }
    return rows;
  }

  private stored(of: number, analysis: Analysis, item: Component, number: number): ComponentRow {
    return {
      ...blank(of, item.kategori, analysis), id: this.rowId(of, item.id), title: item.uraian, number: String(number), kode: item.kode, satuan: item.satuan ?? "",
      koefisien: exact(item.koefisien), harga: exact(item.harga_satuan), jumlah: exact(item.jumlah), partial: item.price_state === "missing",
      bundle: item.ref_ahsp_id !== null || item.ref_pekerjaan_id !== null,
    };
  }

  // rowId keeps the id that a row had before it was stored, so that the cursor and what is
  // typed meanwhile stay with it.
  private rowId(of: number, component: number): string {
    const made = Object.entries(this.keptOf(of).made).find(([, id]) => id === component);
    return made?.[0] ?? `${of}:${component}`;
  }

  private componentId(id: string): number | undefined {
    return this.keptOf(pekerjaanOf(id)).made[id] ?? (/^\d+:\d+$/.test(id) ? Number(id.split(":")[1]) : undefined);
  }

  // ---- rows that are only here ----

  // add begins a row at the end of a segment and returns its id.
  add(of: number, kategori: Kategori): string {
    const id = `${of}:n${crypto.randomUUID().slice(0, 13)}`;
    this.keptOf(of).rows.push({ id, kategori, cells: {} });
    this.keep(of);
    return id;
  }

  // drop forgets a row that is only here, and returns how to have it back; null for others.
  drop(id: string): (() => void) | null {
    const of = pekerjaanOf(id);
    const kept = this.keptOf(of);
    const at = kept.rows.findIndex((draft) => draft.id === id && !(id in kept.made));
    const draft = kept.rows[at];
    if (!draft) return null;
    kept.rows.splice(at, 1);
    this.keep(of);
    return () => {
      kept.rows.push(draft);
      this.keep(of);
    };
  }

  // tidy forgets rows in which nothing was typed.
  tidy(of: number): void {
    const kept = this.keptOf(of);
    kept.rows = kept.rows.filter(({ cells }) => Object.keys(cells).length > 0);
    this.keep(of);
  }

  // missing says what a row that is only here still needs; "" when it can be stored.
  missing(id: string): string {
    const draft = this.draft(id);
    if (!draft) return "";
    const lacks = (column: string): boolean => !draft.cells[column]?.value;
    const wanted = [...(lacks("uraian") ? ["uraian"] : []), ...(draft.kategori === "LAIN" && lacks("kode") ? ["kode item"] : []), ...(lacks("koefisien") ? ["koefisien"] : [])];
    return wanted.length > 0 ? `Belum disimpan: isi ${wanted.join(" dan ")}.` : "";
  }

  private draft(id: string): Draft | undefined {
    const kept = this.keptOf(pekerjaanOf(id));
    return id in kept.made ? undefined : kept.rows.find((draft) => draft.id === id);
  }

  // take keeps the edits of rows that are not complete, and returns what can be saved: a row
  // that has become complete goes with all its cells.
  take({ operation, edits }: Batch): Batch | null {
    const ready: Edit[] = [];
    const touched = new Map<Draft, Edit>();
    for (const edit of edits) {
      const draft = this.draft(edit.id);
      if (!draft) {
        ready.push(edit);
        continue;
      }
      draft.cells[edit.column] = { text: edit.text, shown: edit.shown, value: edit.value };
      touched.set(draft, edit);
    }
    for (const [draft, { id, version }] of touched) {
      this.keep(pekerjaanOf(id));
      if (!this.missing(id)) ready.push(...whole(draft, version));
    }
    return ready.length > 0 ? { operation, edits: ready } : null;
  }

  // again makes the batch of rows that an earlier visit completed and the server refused; once
  // per visit, and not while that visit still has something to send.
  again(of: number): Batch | null {
    if (this.retried.has(of) || unsent) return null;
    this.retried.add(of);
    const { rows, made } = this.keptOf(of);
    const version = this.known.get(of)?.version ?? 0;
    const edits = rows.filter(({ id }) => !(id in made) && !this.missing(id)).flatMap((draft) => whole(draft, version));
    return edits.length > 0 ? { operation: "edit", edits } : null;
  }

  // ---- requests ----

  // removal makes the edits that delete stored rows.
  removal(ids: readonly string[], version: number): Batch {
    for (const id of ids) this.removed.add(id);
    return { operation: "clear", edits: ids.map((id) => ({ id, version, column: gone, text: "", shown: "dihapus", value: "1", was: "" })) };
  }

  // restore shows rows again that could not be deleted.
  restore(): void {
    this.removed.clear();
  }

  // command makes the request of a batch: the whole analysis, with the edits in it.
  async command(edits: readonly RowEdit[]): Promise<Command> {
    const of = pekerjaanOf(edits[0]?.id ?? "");
    const analysis = this.known.get(of) ?? (await this.read(of));
    const byId = new Map(edits.map((edit) => [this.componentId(edit.id) ?? edit.id, edit]));
    const rows: { id: string; body: Record<string, unknown>; kategori: Kategori; uraian: string }[] = [];
    for (const item of analysis.items) {
      const edit = byId.get(item.id);
      if (edit?.cells[gone]) continue;
      const body: Record<string, unknown> = {
        id: item.id, kategori: item.kategori, kode: item.kode, uraian: item.uraian, satuan: item.satuan ?? "", koefisien: exact(item.koefisien),
      };
      rows.push({ id: this.rowId(of, item.id), kategori: item.kategori, uraian: edit?.cells["uraian"]?.value ?? item.uraian, body: { ...body, ...patch(edit, item) } });
    }
    for (const edit of edits) {
      const kategori = edit.cells[segment]?.value as Kategori | undefined;
      if (!kategori || this.componentId(edit.id) !== undefined) continue;
      const after = rows.findLastIndex((row) => order(row.kategori) <= order(kategori));
      rows.splice(after + 1, 0, { id: edit.id, kategori, uraian: edit.cells["uraian"]?.value ?? "", body: { kategori, ...patch(edit, null) } });
    }
    this.sent = { of, ids: rows.map(({ id }) => id), rows, edits: edits.flatMap(({ cells }) => Object.values(cells).filter((edit) => edit !== undefined)) };
    const accept = edits.some(({ cells }) => cells[agreed]);
    return { path: `detail-ahsp/${of}/save/`, body: { version: edits[0]?.version, accept_unit: accept, rows: rows.map(({ body }) => body) } };
  }

  // saved takes an answer over, and returns the new version of the analysis.
  saved(answer: { items: Component[]; version: number }): [string, number][] {
    const { sent } = this;
    const analysis = sent && this.known.get(sent.of);
    if (!sent || !analysis) return [];
    const kept = this.keptOf(sent.of);
    if (sent.ids.length === answer.items.length) {
      sent.ids.forEach((id, at) => {
        const item = answer.items[at];
        if (item && this.componentId(id) === undefined) kept.made[id] = item.id;
      });
    }
    kept.rows = kept.rows.filter(({ id }) => !(id in kept.made));
    for (const { id, column } of sent.edits) if (column === gone) this.removed.delete(id);
    this.known.set(sent.of, { ...analysis, items: answer.items, version: answer.version });
    this.keep(sent.of);
    return [[String(sent.of), answer.version]];
  }

  // place finds the cell that a path of the last request means, with words for it.
  place(path: string): { id: string; column: string; words: string } | null {
    const [, number, field] = /^rows\[(\d+)\](?:\.(\w+))?$/.exec(path) ?? [];
    const at = Number(number ?? "-1");
    const row = this.sent?.rows[at];
    const id = this.sent?.ids[at];
    if (!row || id === undefined) return null;
    const within = this.sent?.rows.slice(0, at + 1).filter(({ kategori }) => kategori === row.kategori).length ?? 0;
    const column = columnOf(field ?? "");
    const name = segments.find(([kategori]) => kategori === row.kategori)?.[1] ?? "";
    return { id, column, words: `${name}, baris ${within} (${row.uraian || "tanpa uraian"}), kolom ${columnNames[column] ?? column}` };
  }

  // agree makes the last request again, now that the person accepts another unit.
  agree(): Batch | null {
    const [first] = this.sent?.edits ?? [];
    if (!this.sent || !first) return null;
    return { operation: "edit", edits: [...this.sent.edits, { ...first, column: agreed, text: "ya", shown: "ya", value: "1" }] };
  }

  // ---- this browser's memory ----

  private keptOf(of: number): Kept {
    let kept = this.kept.get(of);
    if (!kept) {
      kept = recall(of);
      this.kept.set(of, kept);
    }
    return kept;
  }

  private keep(of: number): void {
    const kept = this.keptOf(of);
    try {
      if (kept.rows.length + Object.keys(kept.made).length > 0) localStorage.setItem(memory(of), JSON.stringify(kept));
      else localStorage.removeItem(memory(of));
    } catch {
      // storage is switched off or full: the page itself still holds the rows
    }
    this.tell(of);
  }

  // tell counts the rows of a pekerjaan that are not stored.
  tell(of: number): void {
    const kept = this.keptOf(of);
    this.told(of, kept.rows.filter(({ id, cells }) => Object.keys(cells).length > 0 && this.missing(id) !== "").length);
  }
}

const unsent = localStorage.getItem(`takar-unsent-${project}-ahsp`) !== null; // when the page was opened

const memory = (of: number): string => `takar-new-rows-${project}-${of}`;

function recall(of: number): Kept {
  try {
    const kept = localStorage.getItem(memory(of));
    const { rows, made } = JSON.parse(kept ?? `{"rows":[],"made":{}}`) as Kept;
    return { rows, made: unsent ? made : {} }; // only what is not sent yet names rows by their old ids
  } catch {
    return { rows: [], made: {} };
  }
}

// whole makes the edits of a row that is not stored: all its cells.
function whole({ id, kategori, cells }: Draft, version: number): Edit[] {
  const all = { ...cells, [segment]: { text: kategori, shown: kategori, value: kategori } };
  return Object.entries(all).map(([column, cell]) => ({ id, version, column, ...cell, was: column === "koefisien" ? printed(cell.value) : cell.shown }));
}

function blank(of: number, kategori: Kategori, { meta, version }: Analysis): ComponentRow {
  return {
    of, kategori, id: "", title: "", number: "", kode: "", satuan: "", koefisien: "", harga: "", jumlah: "", partial: false, bundle: false, draft: false,
    locked: meta.read_only, version,
  };
}

function order(kategori: Kategori): number {
  return segments.findIndex(([key]) => key === kategori);
}

// patch is what an edit changes of a row of the request.
function patch(edit: RowEdit | undefined, item: Component | null): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const column of ["kode", "uraian", "satuan", "koefisien"]) {
    const cell = edit?.cells[column];
    if (cell) body[column] = cell.value ?? "";
  }
  const chosen = edit?.cells[target]?.value;
  if (chosen) {
    const [kind, id] = chosen.split(":");
    Object.assign(body, { ref_kind: kind, ref_id: Number(id) });
  } else if (edit?.cells["kode"] && edit.cells["kode"].value !== item?.kode) body["ref_kind"] = "none"; // another kode is another thing
  return body;
}

export const columnNames: Record<string, string> = { uraian: "Uraian", kode: "Kode item", satuan: "Satuan", koefisien: "Koefisien" };

// columnOf finds the column in which a field of the request is mended.
function columnOf(field: string): string {
  if (field in columnNames) return field;
  return field.startsWith("ref_") || field === "kategori" ? "kode" : "uraian";
}
