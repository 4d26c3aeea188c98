// Template AHSP: the components and coefficients of one pekerjaan at a time. What is typed is
// saved at once; a row that is not complete waits in this browser, and the page says so.
import { AnalysisList, frozenColumns } from "./analysis-list";
import { Analyses, columnNames, pekerjaanOf, segments, type Component, type ComponentRow, type Kategori } from "./ahsp-analysis";
import { makeModified, resetToReference, showHead } from "./ahsp-head";
import { Suggestions } from "./ahsp-suggest";
import { Failure, followChanges, type Problem } from "./client";
import { readCells } from "./clipboard";
import { complain, say } from "./notice";
import { decideOnPaste } from "./paste-report";
import { money, printed } from "./figures";
import { Sheet, type Batch, type Placed, type SheetColumn } from "./sheet";
import type { Pekerjaan } from "./tree";
import { sheetPlace } from "./sheet-page";

const place = sheetPlace();
const waiting = document.querySelector<HTMLElement>("[data-incomplete]");
let chosen = 0; // pekerjaan
let unitRefused = false; // the last refusal is settled by accepting another unit
let sheet: Sheet<ComponentRow>;

const analyses = new Analyses((of, incomplete) => {
  list.note(of, incomplete > 0 ? `${incomplete} belum lengkap` : "");
  if (of !== chosen || !waiting) return;
  waiting.hidden = incomplete === 0;
  waiting.textContent = `${incomplete} baris belum lengkap, belum disimpan`;
});

const list = new AnalysisList({ chosen: (pekerjaan, work) => void show(pekerjaan, work) });
const suggestions = new Suggestions(list);

const open = (row: ComponentRow): boolean => row.level === undefined && !row.locked;
const stored = (row: ComponentRow): boolean => !row.draft; // what is stored cannot lose this
const lacking = (column: string) => (row: ComponentRow): string => (row.draft && analyses.missing(row.id).includes((columnNames[column] ?? "").toLowerCase()) ? "is-missing" : "");
const columns: SheetColumn<ComponentRow>[] = [
  { key: "no", name: "No", width: 48, show: (row) => row.number },
  {
    key: "uraian", name: "Uraian", width: 250, least: 120, most: 500, editable: open, required: stored, show: (row) => row.title, className: lacking("uraian"),
    problem: (row) => analyses.missing(row.id),
  },
  {
    key: "kode", name: "Kode item", width: 105, most: 100, editable: open, show: (row) => row.kode, hint: "Kosong = dibuat otomatis",
    className: (row) => lacking("kode")(row) || (row.bundle ? "is-bundle" : ""), problem: (row) => (row.draft && row.kategori === "LAIN" && row.kode === "" ? analyses.missing(row.id) : ""),
  },
  { key: "satuan", name: "Satuan", width: 80, most: 50, editable: open, show: (row) => row.satuan },
  {
    key: "koefisien", name: "Koefisien", width: 96, right: true, editable: open, required: stored, number: "koefisien", show: (row) => printed(row.koefisien), value: (row) => row.koefisien,
    className: lacking("koefisien"), problem: (row) => (row.draft && row.koefisien === "" ? analyses.missing(row.id) : ""),
  },
  ...(place.prices
    ? [
        {
          key: "harga", name: "Harga (Rp)", width: 125, right: true, show: (row: ComponentRow) => money(row.harga), value: (row: ComponentRow) => row.harga,
          className: (row: ComponentRow) => (row.partial ? (row.harga === "" ? "is-missing" : "is-partial") : ""),
        },
        {
          key: "jumlah", name: "Jumlah (Rp)", width: 135, right: true, show: (row: ComponentRow) => money(row.jumlah), value: (row: ComponentRow) => row.jumlah,
          className: (row: ComponentRow) => (row.partial ? "is-partial" : ""),
        },
      ]
    : []),
];

// load reads the analysis that is chosen by the time the answer is there.
async function load(): Promise<ComponentRow[]> {
  for (;;) {
    const of = chosen;
    const analysis = await analyses.read(of);
    if (of !== chosen) continue;
    showHead(analysis, place.writable);
    return analyses.rows(of);
  }
}

// show goes to another pekerjaan. What is being typed is taken first; what is on its way goes on.
// One that was looked at before can be worked with at once: when it is read anew, somebody may
// be typing already, and the cursor stays where it is.
async function show({ id }: Pekerjaan, work: boolean): Promise<void> {
  if (id !== chosen) {
    await sheet.grid.idle();
    analyses.tidy(chosen);
    chosen = id;
    const known = analyses.last(id);
    if (known) {
      showHead(known, place.writable);
      sheet.replace(analyses.rows(id));
      if (work) start(`${id}:TK`);
    }
    await sheet.reload();
    if (chosen !== id) return;
    analyses.tell(id);
    retry();
    if (known) return;
  }
  if (work) start(`${id}:TK`);
}

// start sets the cursor on the first row of the analysis.
function start(heading: string): void {
  const rows = sheet.list();
  const first = rows.find((row) => row.level === undefined);
  sheet.grid.goTo(first?.id ?? heading, "uraian");
}

function retry(): void {
  const again = analyses.again(chosen);
  if (again && place.writable) sheet.enter(again);
}

const writable = (): boolean => place.writable && !(analyses.last(chosen)?.meta.read_only ?? true);

// keep lets what was chosen from the suggestions fill the rest of its row, and holds back rows
// that are not complete.
function keep(batch: Batch): Batch | null {
  const kept = analyses.take({ ...batch, edits: batch.edits.flatMap((edit) => [edit, ...suggestions.follow(edit, sheet.row(edit.id))]) });
  sheet.replace(analyses.rows(chosen));
  return kept;
}

// placed says a refusal with the segment, the row and the column in words.
function placed({ path, message }: Problem): Placed | null {
  const at = analyses.place(path);
  if (!at) return null;
  if (path.endsWith(".satuan") && message.includes("setujui perubahan satuan")) unitRefused = true;
  const text = message.replace(/^Baris \d+: /, "");
  return { id: at.id, column: at.column, message: `${at.words}: ${text}` };
}

function refused(text: string): void {
  analyses.restore();
  sheet.replace(analyses.rows(chosen));
  const batch = unitRefused ? analyses.agree() : null;
  unitRefused = false;
  complain(text, batch ? { label: "Setujui perubahan satuan", act: () => sheet.enter(batch) } : undefined);
}

// add begins a row in a segment and goes there.
function add(kategori: Kategori): void {
  if (!writable()) {
    say("Analisa ini hanya dapat dibaca.");
    return;
  }
  const id = analyses.add(chosen, kategori);
  sheet.replace(analyses.rows(chosen));
  sheet.grid.goTo(id, "uraian");
}

// remove deletes the selected rows: those that are only here at once, the others on the server.
function remove(): void {
  if (!writable()) return;
  const rows = sheet.grid.selection().flatMap((id) => sheet.row(id) ?? []).filter((row) => row.level === undefined);
  const back = rows.flatMap(({ id }) => analyses.drop(id) ?? []);
  const ids = rows.filter(({ draft }) => !draft).map(({ id }) => id);
  if (rows.length === 0) {
    say("Pilih dulu baris yang dihapus.");
    return;
  }
  if (ids.length > 0) sheet.enter(analyses.removal(ids, rows[0]?.version ?? 0));
  sheet.replace(analyses.rows(chosen));
  const names = rows.length === 1 ? `“${rows[0]?.title || "tanpa uraian"}”` : `${rows.length} baris`;
  say(`Dihapus: ${names}.`, {
    label: "Urungkan", act: () => {
      for (const restore of back) restore();
      if (ids.length > 0) document.querySelector<HTMLElement>("[data-undo]")?.click();
      sheet.replace(analyses.rows(chosen));
    },
  });
}

// makeRoom adds rows at the end of a segment for a block that is longer than what is left of it.
function makeRoom(event: ClipboardEvent): void {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const rows = sheet.list();
  const top = rows.findIndex(({ id }) => id === sheet.grid.selection()[0]);
  const first = rows[top];
  if (!first || !text || !writable() || document.activeElement?.matches("input, textarea")) return;
  let room = 0;
  for (let at = first.level === undefined ? top : top + 1; rows[at]?.kategori === first.kategori && rows[at]?.level === undefined; at++) room++;
  const block = readCells(text);
  if (block.length <= room || (block.length === 1 && room > 0)) return;
  for (let more = block.length - room; more > 0; more--) analyses.add(chosen, first.kategori);
  sheet.replace(analyses.rows(chosen));
}

function tools(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-add]")) {
    button.addEventListener("click", () => add((segments.find(([key]) => key === button.dataset["add"]) ?? ["TK"])[0] as Kategori));
  }
  document.querySelector("[data-remove]")?.addEventListener("click", remove);
  document.querySelector("[data-modify]")?.addEventListener("click", () => {
    const analysis = analyses.last(chosen);
    if (analysis) void makeModified(analysis, () => sheet.reload());
  });
  document.querySelector("[data-reset]")?.addEventListener("click", () => {
    const analysis = analyses.last(chosen);
    if (analysis) void resetToReference(analysis, async () => {
      await sheet.grid.idle();
      await sheet.saver.idle();
      return analyses.read(chosen);
    }, () => sheet.reload());
  });
  place.host.addEventListener("paste", makeRoom, { capture: true });
}

function pressed(event: KeyboardEvent, row: ComponentRow): boolean {
  if (!event.ctrlKey && !event.metaKey) return false;
  if (event.key === "Enter") add(row.kategori);
  else if (event.key === "Delete") remove();
  else return false;
  return true;
}

async function begin(): Promise<void> {
  const first = await list.start();
  if (!first) return;
  chosen = first.id;
  sheet = new Sheet<ComponentRow>(place.host, place.sign, {
    name: "ahsp", label: "Analisa pekerjaan", frozen: frozenColumns(), writable: place.writable, columns, load, keep, placed,
    suggest: (row, column, text) => suggestions.offer(row, column, text, analyses.last(row.of)),
    command: (rows) => analyses.command(rows),
    versions: (answer) => analyses.saved(answer as { items: Component[]; version: number }),
    block: (id) => String(pekerjaanOf(id)),
    key: pressed, say, complain: refused, decide: decideOnPaste,
  }, await load());
  analyses.tell(chosen);
  retry();
  tools();
  followChanges();
}

begin().catch((error: unknown) => {
  if (!(error instanceof Failure)) throw error;
  complain(error.message);
});
