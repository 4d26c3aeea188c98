// A table of projects in a dialog: new ones, pasted from a spreadsheet as it stands, or the
// data of chosen ones. Nothing is stored before it is saved, and then all of it or nothing.
import { Failure, send, type Problem } from "./client";
import { readCells } from "./clipboard";
import { ask, open } from "./dialog";
import { mountGrid, type Change, type Column, type GridHandle, type Source } from "./grid";
import { say } from "./notice";
import { decideOnPaste } from "./paste-report";
import { fields, judge, type Field } from "./projects-fields";
import { withScheduleChoices } from "./schedule-choice";
import { blank, differences, emptyRow, filled, forgetDraft, keepDraft, readRows, takeDraft, type Cell, type TableRow } from "./projects-rows";
import type { Accepted } from "./judge";

const mostRows = 200; // that one command takes
const spare = 20; // empty rows to begin with
const columnsKey = "takar-project-columns";

interface Step {
  cells: { row: TableRow; key: string; before: Cell; after: Cell }[];
}

// createInTable takes new projects; done is called with how many were made.
export async function createInTable(done: (made: number) => Promise<void>): Promise<void> {
  const kept = takeDraft();
  const table = new Table("Proyek baru di tabel", "Satu baris menjadi satu proyek. Tempel dari Excel mulai dari sel mana pun: kolomnya seperti yang terlihat.", kept ?? []);
  table.fillUp();
  table.offerPresets();
  if (kept) table.tellKept();
  table.save = async (rows) => {
    const chosen = rows.filter(filled);
    if (chosen.length === 0) {
      table.tell("Isi sedikitnya satu baris.");
      return false;
    }
    const preset = table.preset();
    const projects = chosen.map((row) => ({ ...Object.fromEntries(fields.map(({ key }) => [key, row.now[key]?.value ?? ""])), preset }));
    const made = await table.carryOut("projects", chosen, () => send<{ created_count: number }>("POST", "/dashboard/bulk/create/", { projects }));
    if (!made) return false;
    forgetDraft();
    say(`${made.created_count} proyek dibuat.`);
    await done(made.created_count);
    return true;
  };
  table.dropped = forgetDraft;
  table.changed = (rows) => {
    keepDraft(rows);
    table.fillUp();
  };
  await table.show();
}

// editInTable changes the data of projects; done is called once they are stored.
export async function editInTable(ids: readonly number[], done: () => Promise<void>): Promise<void> {
  const rows = await readRows(ids);
  const table = new Table("Ubah proyek di tabel", "Yang berubah ditandai. Kosongkan sel untuk menghapus isian yang tidak wajib.", rows);
  table.save = async (all) => {
    const changed = all.filter((row) => differences(row).length > 0);
    if (changed.length === 0) {
      table.tell("Belum ada yang diubah.");
      return false;
    }
    const changes = changed.map((row) => ({ id: row.project, version: row.version, ...Object.fromEntries(differences(row).map((key) => [key, row.now[key]?.value ?? ""])) }));
    const answer = await table.carryOut("changes", changed, () =>
      withScheduleChoices((chosen) =>
        send<{ updated_count: number; projects: { schedule: { days: number; planned: number } | null }[] }>("POST", "/dashboard/mass-edit-bulk/", {
          changes: changes.map((change, at) => ({ ...change, schedule: chosen.get(`changes[${at}].schedule`) ?? "" })),
        }),
      ),
    );
    if (!answer) return false;
    const projects = changed.flatMap(({ project }) => project ?? []);
    const shifted = answer.projects.filter(({ schedule }) => schedule && schedule.planned > 0 && schedule.days !== 0).length;
    say(`${answer.updated_count} proyek diubah.${shifted > 0 ? ` Rencana jadwal ${shifted} proyek ikut bergeser.` : ""}`, { label: "Urungkan", act: () => void undo(projects, done) });
    await done();
    return true;
  };
  await table.show();
}

async function undo(projects: readonly number[], done: () => Promise<void>): Promise<void> {
  let count = 0;
  for (const id of projects) {
    await send("POST", `/detail_project/api/project/${id}/undo/`).then(() => count++, (error: unknown) => {
      if (!(error instanceof Failure)) throw error;
    });
  }
  await done();
  say(`Perubahan ${count} proyek diurungkan.`);
}

class Table {
  save: (rows: readonly TableRow[]) => Promise<boolean> = () => Promise.resolve(true);
  dropped: () => void = () => undefined;
  changed: (rows: readonly TableRow[]) => void = () => undefined;
  private readonly dialog: HTMLDialogElement;
  private grid: GridHandle | null = null;
  private columns: readonly Field[] = fields;
  private readonly refused = new Map<string, string>();
  private readonly done: Step[] = [];
  private undone: Step[] = [];
  private busy = false;

  constructor(title: string, explain: string, private rows: TableRow[]) {
    const held = document.querySelector<HTMLTemplateElement>("[data-table-dialog]")?.content.querySelector("dialog");
    this.dialog = held?.cloneNode(true) as HTMLDialogElement;
    this.part("[data-title]").textContent = title;
    this.part("[data-explain]").textContent = explain;
    this.part("[data-rule]").textContent = "Bila satu sel ditolak, tidak ada yang disimpan.";
    this.part("[data-save]").addEventListener("click", () => void this.finish());
    this.part("[data-close]").addEventListener("click", () => void this.leave());
    for (const button of this.dialog.querySelectorAll<HTMLElement>("[data-columns]")) button.addEventListener("click", () => this.choose(button.dataset["columns"] ?? ""));
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      void this.leave();
    });
    this.dialog.addEventListener("paste", (event) => this.makeRoom(event), { capture: true });
  }

  // show opens the dialog, and resolves once it is closed.
  show(): Promise<void> {
    const closed = open(this.dialog);
    this.choose(remembered());
    return closed;
  }

  tell(text: string): void {
    this.part("[data-said]").textContent = text;
  }

  // tellKept says that what was typed earlier is here again.
  tellKept(): void {
    const note = this.part("[data-kept]");
    note.hidden = false;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-primary";
    button.textContent = "Kosongkan";
    button.addEventListener("click", () => {
      note.hidden = true;
      this.rows = [];
      this.dropped();
      this.fillUp();
      this.grid?.refresh();
    });
    note.replaceChildren("Isian yang terakhir belum disimpan ada di sini lagi. ", button);
  }

  // offerPresets lets a pricing policy be chosen, for all rows.
  offerPresets(): void {
    this.part("[data-preset]").hidden = false;
  }

  preset(): string {
    return this.part<HTMLSelectElement>("[data-preset] select").value;
  }

  // fillUp keeps empty rows below what is typed.
  fillUp(): void {
    const last = this.rows.findLastIndex(filled);
    this.grow(Math.max(spare, last + 3));
  }

  // carryOut sends a command; what it refuses stands on its cells afterwards.
  async carryOut<Answer>(list: string, sent: readonly TableRow[], command: () => Promise<Answer>): Promise<Answer | null> {
    this.refused.clear();
    try {
      return await command();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.conflicts.length > 0) await this.clash(error, sent);
      else this.refuse(list, sent, error);
      return null;
    }
  }

  private refuse(list: string, sent: readonly TableRow[], { problems, message }: Failure): void {
    let first: { id: string; key: string; told: string } | null = null;
    const placed = problems.filter((problem) => {
      const at = placeOf(list, problem);
      const row = at && sent[at.row];
      if (!row) return false;
      this.refused.set(`${row.id}/${at.key}`, sentence(problem.message));
      first ??= { id: row.id, key: at.key, told: `baris ${this.rows.indexOf(row) + 1}, ${sentence(problem.message)}` };
      return true;
    });
    const others = placed.length === problems.length ? "" : ` ${message}`;
    const target = first as { id: string; key: string; told: string } | null;
    this.tell(target ? `${placed.length} sel ditolak, tidak ada yang disimpan. Yang pertama di ${target.told}${others}` : message);
    if (target && !this.columns.some(({ key }) => key === target.key)) this.choose("full");
    this.grid?.refresh();
    if (target) this.grid?.goTo(target.id, target.key);
  }

  // clash shows the data as others have left them, under what was typed here.
  private async clash({ conflicts }: Failure, sent: readonly TableRow[]): Promise<void> {
    const fresh = new Map((await readRows(sent.flatMap(({ project }) => project ?? []))).map((row) => [row.id, row]));
    for (const row of sent) {
      const theirs = fresh.get(row.id);
      if (!theirs) continue;
      const mine = differences(row);
      row.now = { ...theirs.before, ...Object.fromEntries(mine.map((key) => [key, row.now[key] ?? blank])) };
      row.before = theirs.before;
      if (theirs.version !== undefined) row.version = theirs.version;
    }
    const who = [...new Set(conflicts.map((conflict) => conflict.who || "orang lain"))].join(", ");
    this.tell(`${conflicts.length} proyek baru saja diubah ${who}. Data terbarunya sudah dimuat; sel yang Anda ubah tetap. Periksa, lalu simpan lagi.`);
    this.grid?.refresh();
  }

  private part<Part extends HTMLElement = HTMLElement>(selector: string): Part {
    const found = this.dialog.querySelector<Part>(selector);
    if (!found) throw new Error(`the dialog has no ${selector}`);
    return found;
  }

  private async finish(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const button = this.part<HTMLButtonElement>("[data-save]");
    button.disabled = true;
    try {
      await this.grid?.idle();
      if (await this.save(this.rows)) this.dialog.close();
    } finally {
      this.busy = false;
      button.disabled = false;
    }
  }

  private async leave(): Promise<void> {
    if (this.rows.some((row) => differences(row).length > 0)) {
      const left = await ask<"drop">({ title: "Buang isian di tabel ini?", body: "Isian yang belum disimpan hilang.", choices: [{ value: "drop", label: "Buang isian", danger: true }], cancel: "Kembali ke tabel" });
      if (!left) {
        this.grid?.focus();
        return;
      }
      this.dropped();
    }
    this.dialog.close();
  }

  // choose shows the columns that every project needs, or all.
  private choose(which: string): void {
    const full = which === "full";
    this.columns = full ? fields : fields.filter(({ simple }) => simple);
    remember(which);
    for (const button of this.dialog.querySelectorAll<HTMLElement>("[data-columns]")) button.setAttribute("aria-pressed", String((button.dataset["columns"] === "full") === full));
    const host = document.createElement("div"); // a grid keeps its columns for life
    host.className = "table-grid";
    this.part("[data-host]").replaceChildren(host);
    this.grid = mountGrid(host, this.source(), {
      name: "projects", label: this.part("[data-title]").textContent ?? "", frozen: matchMedia("(min-width: 48rem)").matches ? 2 : 1,
      decide: decideOnPaste, say: (text) => this.tell(text), failed: (error) => this.tell(error instanceof Error ? error.message : String(error)),
      key: (event) => this.key(event),
    });
    const first = this.rows[0];
    if (first) this.grid.goTo(first.id, "nama");
  }

  private source(): Source {
    const columns: Column[] = [{ key: "no", name: "No", width: 48, right: true }, ...this.columns.map((field) => (field.required ? { ...field, name: `${field.name} *` } : field))];
    const known = new Map(fields.map((field) => [field.key, field]));
    const cell = (at: number, key: string): Cell => this.rows[at]?.now[key] ?? blank;
    return {
      columns,
      count: () => this.rows.length,
      id: (at) => this.rows[at]?.id ?? "",
      title: (at) => `Baris ${at + 1}`,
      text: (at, key) => (key === "no" ? String(at + 1) : cell(at, key).shown),
      value: (at, key) => (known.get(key)?.kind === "anggaran" ? cell(at, key).value : ""),
      cellClass: (at, key) => (this.rows[at]?.project !== undefined && cell(at, key).value !== (this.rows[at]?.before[key]?.value ?? "") ? "is-pending" : key === "no" ? "is-quiet" : ""),
      problem: (at, key) => this.refused.get(`${this.rows[at]?.id ?? ""}/${key}`) ?? "",
      // A line break would be lost in the one-line field of a cell.
      readOnly: (at, key) => key === "no" || (key === "anggaran_owner" && !this.rows[at]?.prices) || cell(at, key).shown.includes("\n"),
      judge: (entries) => judge(entries.map(({ row, column, text }) => {
        const field = known.get(column) ?? fields[0];
        return { field: field as Field, text, required: (field?.required ?? false) && this.rows[row]?.project !== undefined };
      })),
      apply: (_operation, changes) => this.apply(changes),
    };
  }

  private apply(changes: readonly Change[]): void {
    const cells = changes.flatMap(({ id, column, value }) => {
      const row = this.rows.find((one) => one.id === id);
      const { value: exact, shown } = value as Accepted;
      return row ? [{ row, key: column, before: row.now[column] ?? blank, after: { value: exact ?? "", shown } }] : [];
    });
    this.done.push({ cells });
    this.undone = [];
    this.put({ cells }, "after");
    if (cells.some(({ row, key }) => row.project !== undefined && key === "tanggal_mulai")) this.tell("Tanggal selesai tetap dan durasi dihitung ulang. Ubah juga tanggal selesai bila pelaksanaan ikut bergeser.");
  }

  private put({ cells }: Step, side: "before" | "after"): void {
    for (const { row, key, ...sides } of cells) {
      row.now = { ...row.now, [key]: sides[side] };
      this.refused.delete(`${row.id}/${key}`);
    }
    this.tell("");
    this.changed(this.rows);
    this.grid?.refresh();
  }

  private key(event: KeyboardEvent): boolean {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
    const letter = event.key.toLowerCase();
    const back = letter === "z" && !event.shiftKey;
    if (!back && letter !== "y" && letter !== "z") return false;
    const step = (back ? this.done : this.undone).pop();
    if (!step) this.tell(back ? "Tidak ada lagi yang dapat diurungkan." : "Tidak ada yang dapat diulangi.");
    else {
      (back ? this.undone : this.done).push(step);
      this.put(step, back ? "before" : "after");
    }
    return true;
  }

  // makeRoom adds the rows that what is pasted needs, before it is pasted.
  private makeRoom(event: ClipboardEvent): void {
    const at = this.grid?.at();
    const text = event.clipboardData?.getData("text/plain");
    if (!at || !text || this.rows.some(({ project }) => project !== undefined)) return;
    this.grow(this.rows.findIndex(({ id }) => id === at.id) + readCells(text).length);
  }

  private grow(count: number): void {
    let added = false;
    while (this.rows.length < Math.min(count, mostRows)) {
      added = true;
      this.rows.push(emptyRow(this.rows.length, {}));
    }
    if (added) this.grid?.refresh();
  }
}

// placeOf reads which row and field of a request a problem is about.
function placeOf(list: string, { path }: Problem): { row: number; key: string } | null {
  const found = /^(\w+)\[(\d+)\]\.(\w+)$/.exec(path);
  if (found?.[1] !== list) return null;
  return { row: Number(found[2]), key: (found[3] ?? "").replace(/_text$/, "") };
}

function sentence(text: string): string {
  const tidy = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(tidy) ? tidy : `${tidy}.`;
}

// ---- what this browser remembers ----

function remembered(): string {
  try {
    return localStorage.getItem(columnsKey) ?? "simple";
  } catch {
    return "simple";
  }
}

function remember(which: string): void {
  try {
    localStorage.setItem(columnsKey, which);
  } catch {
    // storage is switched off: the choice lasts for this table
  }
}
