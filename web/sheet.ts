// What every editable page of a project is made of: rows from the server in a grid, edits that
// are saved as they are made, refusals and conflicts shown on their cells, undo across reloads,
// and changes by others that appear by themselves. A page describes its columns and commands.
import { Failure, onChange, type Problem } from "./client";
import { mountGrid, type Change, type Column, type Entry, type GridHandle, type Judged, type Operation, type Preview, type Refused, type Source, type Suggestion } from "./grid";
import { watchUndo } from "./history";
import { judgeNumbers, unjudged, type Accepted } from "./judge";
import { Saver, type Command } from "./saving";

// Row is one row of a sheet. Level tells headings: 0 and 1; pekerjaan and items have none.
export interface Row {
  id: string;
  title: string;
  level?: number;
  version?: number;
}

// SheetColumn shows a part of a row.
export interface SheetColumn<R extends Row> extends Column {
  show(row: R): string;
  value?(row: R): string; // exact, for sums
  edit?(row: R): string; // what editing starts with, and what an unchanged cell holds
  content?(row: R): Node | null;
  className?(row: R): string;
  problem?(row: R): string;
  // number is the kind of number that is typed here, as the server's parser calls it.
  number?: "volume" | "harga" | "koefisien" | "persen" | "faktor" | "parameter" | "tanggal";
  // objection says why a number that can be read is not taken all the same; of is how many
  // entries came with it.
  objection?(row: R, value: string | null, of: number): string;
  // required columns cannot be emptied.
  required?: boolean | ((row: R) => boolean);
  most?: number; // characters of a text
  editable?: boolean | ((row: R) => boolean);
}

// Edit is one cell as somebody changed it.
export interface Edit {
  id: string;
  column: string;
  text: string; // as typed
  shown: string; // as it will be shown
  value: string | null; // a number with its digits, or a text; null for nothing
  version: number; // of the row that the person saw
  was?: string; // what the cell held then
  late?: boolean; // taken without a network, and judged when its turn comes
}

// Batch is one operation: what undo takes back at once.
export interface Batch {
  operation: Operation;
  edits: Edit[];
}

// RowEdit is what a batch changes of one row. Version is that which the person saw, or which
// our own commands have made of it since.
export interface RowEdit {
  id: string;
  version: number;
  cells: Partial<Record<string, Edit>>;
}

export interface SheetOptions<R extends Row> {
  name: string;
  label: string;
  frozen?: number;
  writable: boolean;
  history?: boolean; // false: another sheet of the page has undo
  columns: readonly SheetColumn<R>[];
  load(): Promise<R[]>;
  // command makes the request of a batch: one row of the request per row here, in this order.
  command(rows: readonly RowEdit[], operation: Operation): Command | Promise<Command>;
  // versions reads the new versions of rows, or of blocks, from the answer.
  versions(answer: unknown): Iterable<[string, number]>;
  // block names what a row shares its version with, where rows are saved together.
  block?(id: string): string;
  // keep takes a batch before it is saved: the page may hold back what is not complete yet,
  // and add what follows from the rest. Null saves nothing now.
  keep?(batch: Batch): Batch | null;
  // placed finds the cell that a problem of the last request is about, and says it in words.
  placed?(problem: Problem): Placed | null;
  // judge replaces the judgement by the kind of number of a column.
  judge?(entries: readonly SheetEntry<R>[]): Promise<Judged[]> | null;
  suggest?(row: R, column: string, text: string): Suggestion[] | Promise<Suggestion[]>;
  preview?(row: R, column: string, text: string): Preview | Promise<Preview>;
  // key is offered keys that the grid leaves alone.
  key?(event: KeyboardEvent, row: R): boolean;
  moved?(row: R | undefined): void;
  loaded?(rows: readonly R[]): void;
  // visible filters rows; headings stay where something under them does.
  say(text: string): void;
  complain(text: string): void;
  decide(refused: readonly Refused[], accepted: number): Promise<boolean>;
}

// Placed is a problem on its cell.
export interface Placed {
  id: string;
  column: string;
  message: string;
}

export interface SheetEntry<R extends Row> extends Entry {
  of: R;
}

// Conflict is a cell that somebody else changed while this person did.
interface Conflict {
  edit: Edit;
  who: string;
}

export class Sheet<R extends Row> {
  readonly grid: GridHandle;
  readonly saver: Saver<Batch>;
  private all: R[] = [];
  private rows: R[] = [];
  private filter: ((row: R) => boolean) | null = null;
  private readonly columns: Map<string, SheetColumn<R>>;
  private readonly pending = new Map<string, Edit>(); // typed, and not yet seen on the server
  private readonly refusals = new Map<string, string>();
  private readonly conflicts = new Map<string, Conflict>();
  private readonly own = new Map<string, number>(); // versions that our own commands led to
  private loading: Promise<void> | null = null;
  private again = false;

  constructor(
    host: HTMLElement,
    sign: HTMLElement,
    private readonly options: SheetOptions<R>,
    first: R[],
  ) {
    this.columns = new Map(options.columns.map((column) => [column.key, column]));
    this.take(first);
    this.saver = new Saver<Batch>({
      name: options.name,
      sign,
      command: async (batch) => {
        await this.judgeLate(batch);
        return options.command(this.rowsOf(batch), batch.operation);
      },
      saved: (batch, answer) => this.saved(batch, answer),
      refused: (batch, failure) => void this.refused(batch, failure),
    });
    host.replaceChildren();
    this.grid = mountGrid(host, this.source(), {
      name: options.name, label: options.label, frozen: options.frozen ?? 0, decide: options.decide, say: options.say,
      failed: (error) => options.complain(error instanceof Error ? error.message : String(error)),
      key: (event, at) => {
        const row = this.rows[at.row];
        return row !== undefined && (options.key?.(event, row) ?? false);
      },
      moved: (row) => options.moved?.(this.rows[row]),
    });
    performance.mark("takar-grid"); // for measuring when a page can be worked with
    if (options.history !== false) this.watchUndo();
    onChange(({ own }) => {
      if (!own || !this.saver.busy) void this.reload();
    });
    for (const batch of this.saver.unsent()) this.enter(batch);
  }

  private watchUndo(): void {
    watchUndo({
      before: async () => {
        await this.grid.idle();
        await this.saver.idle();
      },
      after: () => this.reload(),
      say: this.options.say,
      complain: (failure) => this.options.complain(failure.message),
    });
  }

  // row returns a row by its id.
  row(id: string): R | undefined {
    return this.all.find((row) => row.id === id);
  }

  // list returns the rows as the server has them.
  list(): readonly R[] {
    return this.all;
  }

  // shown returns the rows that are drawn, in their order.
  shown(): readonly R[] {
    return this.rows;
  }

  // learn tells that a command of the page, which was no edit of a cell, led to a version.
  learn(id: string, version: number): void {
    const before = this.row(id)?.version ?? 0;
    if (version > before) this.own.set(`${id}@${before}`, version);
  }

  // show narrows the sheet to some rows and the headings above them; null shows all.
  show(filter: ((row: R) => boolean) | null): number {
    this.filter = filter;
    this.narrow();
    this.grid.refresh();
    return this.rows.filter((row) => row.level === undefined).length;
  }

  // replace shows other rows, which the page has at hand.
  replace(rows: R[]): void {
    this.take(rows);
    this.grid.refresh();
  }

  // reload fetches the rows anew; asked again meanwhile, it does so once more.
  reload(): Promise<void> {
    if (this.loading) {
      this.again = true;
      return this.loading;
    }
    this.loading = this.fetch().finally(() => {
      this.loading = null;
      if (!this.again) return;
      this.again = false;
      void this.reload();
    });
    return this.loading;
  }

  // enter carries out edits of the page itself, as one operation.
  enter(batch: Batch): void {
    for (const edit of batch.edits) {
      const key = keyOf(edit);
      this.pending.set(key, edit);
      this.refusals.delete(key);
      this.conflicts.delete(key);
    }
    this.saver.add(batch);
    this.redraw(batch.edits);
  }

  private async fetch(): Promise<void> {
    const rows = await this.options.load().catch((error: unknown) => {
      if (error instanceof Failure && error.again) return null; // the stream tells when the server is back
      throw error;
    });
    if (!rows) return;
    this.take(rows);
    this.grid.refresh();
  }

  private take(rows: R[]): void {
    this.all = rows;
    // What is typed from now on starts from these versions; an undo may have led back to old ones.
    if (!this.saver?.waiting.length) this.own.clear();
    this.narrow();
    this.options.loaded?.(rows);
  }

  private narrow(): void {
    const { filter } = this;
    if (!filter) {
      this.rows = this.all;
      return;
    }
    const kept: R[] = [];
    const above: (R | undefined)[] = [];
    for (const row of this.all) {
      if (row.level !== undefined) {
        above[row.level] = row;
        above.length = row.level + 1;
      } else if (filter(row)) {
        for (const heading of above) if (heading) kept.push(heading);
        above.length = 0;
        kept.push(row);
      }
    }
    this.rows = kept;
  }

  // ---- cells ----

  private source(): Source {
    const cell = <T>(at: number, key: string, read: (column: SheetColumn<R>, row: R) => T, none: T): T => {
      const row = this.rows[at];
      const column = this.columns.get(key);
      return row && column ? read(column, row) : none;
    };
    return {
      columns: this.options.columns,
      count: () => this.rows.length,
      id: (at) => this.rows[at]?.id ?? "",
      title: (at) => this.rows[at]?.title ?? "",
      heading: (at) => this.rows[at]?.level !== undefined,
      rowClass: (at) => (this.rows[at]?.level === undefined ? "" : `row-level-${this.rows[at]?.level}`),
      text: (at, key) => cell(at, key, (column, row) => this.typed(row, column)?.shown ?? column.show(row), ""),
      content: (at, key) => cell(at, key, (column, row) => (this.typed(row, column) ? null : (column.content?.(row) ?? null)), null),
      value: (at, key) => cell(at, key, (column, row) => this.typed(row, column)?.value ?? column.value?.(row) ?? "", ""),
      editText: (at, key) => cell(at, key, (column, row) => this.typed(row, column)?.text ?? column.edit?.(row) ?? column.show(row), ""),
      cellClass: (at, key) => cell(at, key, (column, row) => `${this.typed(row, column) ? "is-pending " : ""}${column.className?.(row) ?? ""}`, ""),
      problem: (at, key) => cell(at, key, (column, row) => this.refusals.get(`${row.id}/${key}`) ?? column.problem?.(row) ?? "", ""),
      readOnly: (at, key) => cell(at, key, (column, row) => !this.options.writable || !editable(column, row), true),
      judge: (entries) => this.judge(entries),
      apply: (operation, changes) => this.apply(operation, changes),
      ...(this.options.suggest ? { suggest: (at, key, text) => cell(at, key, (_c, row) => this.options.suggest?.(row, key, text) ?? [], []) } : {}),
      ...(this.options.preview ? { preview: (at, key, text) => cell(at, key, (_c, row) => this.options.preview?.(row, key, text) ?? { text: "" }, { text: "" }) } : {}),
    } as Source;
  }

  private typed(row: R, column: SheetColumn<R>): Edit | undefined {
    return this.pending.get(`${row.id}/${column.key}`);
  }

  private judge(entries: readonly Entry[]): Judged[] | Promise<Judged[]> {
    const known: SheetEntry<R>[] = [];
    for (const entry of entries) {
      const of = this.rows[entry.row];
      if (of) known.push({ ...entry, of });
    }
    const judged = this.judgeKnown(known);
    if (Array.isArray(judged) || this.options.keep) return judged; // a page that completes rows needs to know values
    return judged.catch((error: unknown) => {
      if (error instanceof Failure && error.again) return known.map(({ text }) => unjudged(text));
      throw error;
    });
  }

  private judgeKnown(known: readonly SheetEntry<R>[]): Judged[] | Promise<Judged[]> {
    const asked = this.options.judge?.(known);
    if (asked) return asked;
    const numbers = known.filter(({ column }) => this.columns.get(column)?.number);
    if (numbers.length === 0) return known.map((entry) => this.judgeText(entry));
    return judgeNumbers(numbers.map(({ column, text }) => ({ field: this.columns.get(column)?.number ?? "", text }))).then((judged) => {
      let next = 0;
      return known.map((entry) => {
        const column = this.columns.get(entry.column);
        return column?.number ? objected(column, entry, required(column, entry.of, judged[next++]), known.length) : this.judgeText(entry);
      });
    });
  }

  private judgeText({ column: key, text, of }: SheetEntry<R>): Judged {
    const column = this.columns.get(key);
    const tidy = text.trim();
    if (column && isRequired(column, of) && tidy === "") return { refused: `${column.name} wajib diisi.` };
    if (column?.most && [...tidy].length > column.most) return { refused: `${column.name} paling panjang ${column.most} huruf.` };
    return { value: { value: tidy, shown: tidy } };
  }

  // judgeLate asks about what was typed while the server could not be reached. One text that
  // is refused holds back its whole operation, as it would have done then.
  private async judgeLate(batch: Batch): Promise<void> {
    const entries: SheetEntry<R>[] = [];
    const edits = batch.edits.filter(({ id, column, text, late }) => {
      const of = late ? this.row(id) : undefined;
      if (of) entries.push({ row: -1, column, text, of });
      return of !== undefined;
    });
    if (edits.length === 0) return;
    const judged = await this.judgeKnown(entries);
    const rows = this.rowsOf(batch);
    const problems = edits.flatMap((edit, i) => {
      const verdict = judged[i];
      if (verdict && "value" in verdict) {
        const { value, shown } = verdict.value as Accepted;
        Object.assign(edit, { value, shown, late: false });
        return [];
      }
      return { path: `items[${rows.findIndex(({ id }) => id === edit.id)}]`, message: verdict?.refused ?? "Isian ditolak." };
    });
    const [first] = problems;
    if (first) throw new Failure(400, first.message, "", problems);
    this.redraw(edits);
  }

  private apply(operation: Operation, changes: readonly Change[]): void {
    const edits = changes.map(({ id, column, text, value }) => {
      const row = this.row(id);
      const { value: exact, shown, late = false } = value as Accepted;
      const was = row ? this.held(row, column) : "";
      return { id, column, text, shown, value: exact, version: row?.version ?? 0, was, ...(late ? { late } : {}) };
    });
    const batch = { operation, edits };
    const kept = this.options.keep ? this.options.keep(batch) : batch;
    if (kept) this.enter(kept);
  }

  // held is what a cell holds on the server, as editing would start with it.
  private held(row: R | undefined, key: string): string {
    const column = this.columns.get(key);
    return row && column ? (column.edit?.(row) ?? column.show(row)) : "";
  }

  // ---- saving ----

  private block(id: string): string {
    return this.options.block?.(id) ?? id;
  }

  // rowsOf gathers the edits of each row, in the order of their first edit.
  private rowsOf(batch: Batch): RowEdit[] {
    const rows = new Map<string, RowEdit>();
    for (const edit of batch.edits) {
      const row = rows.get(edit.id) ?? { id: edit.id, version: this.version(edit), cells: {} };
      row.cells[edit.column] = edit;
      rows.set(edit.id, row);
    }
    return [...rows.values()];
  }

  // version names the row as this person saw it, or as our own commands have left it since.
  private version(edit: Edit): number {
    let { version } = edit;
    const block = this.block(edit.id);
    for (let next = this.own.get(`${block}@${version}`); next !== undefined && next > version; next = this.own.get(`${block}@${version}`)) version = next;
    return version;
  }

  private async saved(batch: Batch, answer: unknown): Promise<void> {
    const versions = new Map(this.options.versions(answer));
    for (const edit of batch.edits) {
      const now = versions.get(this.block(edit.id));
      const seen = this.version(edit);
      if (now !== undefined && now > seen) this.own.set(`${this.block(edit.id)}@${seen}`, now);
    }
    await this.reload();
    this.settle(batch.edits);
  }

  // settle forgets edits that the server now shows; a later edit of the same cell stays.
  private settle(edits: readonly Edit[]): void {
    for (const edit of edits) if (this.pending.get(keyOf(edit)) === edit) this.pending.delete(keyOf(edit));
    this.redraw(edits);
  }

  // refused keeps what was typed on its cells and says why: nothing is lost.
  private async refused(batch: Batch, failure: Failure): Promise<void> {
    if (failure.status === 409 && failure.conflicts.length > 0) {
      await this.reload();
      this.clash(batch, failure);
      return;
    }
    if (this.refuseInWords(batch, failure)) return;
    const rows = this.rowsOf(batch);
    let placed = false;
    for (const { path, message } of failure.problems) {
      for (const edit of Object.values(rows[placeOf(path)]?.cells ?? {})) {
        if (!edit) continue;
        placed = true;
        this.refusals.set(keyOf(edit), message);
      }
    }
    if (!placed) for (const edit of batch.edits) this.refusals.set(keyOf(edit), failure.message);
    this.redraw(batch.edits);
    const more = batch.edits.length > 1 ? " Tidak ada yang disimpan dari tempelan ini; isian Anda masih di selnya." : "";
    this.options.complain(failure.message + more);
  }

  // refuseInWords puts problems where the page finds them.
  private refuseInWords(batch: Batch, failure: Failure): boolean {
    const { placed } = this.options;
    const found = placed ? failure.problems.flatMap((problem) => placed(problem) ?? []) : [];
    if (found.length === 0) return false;
    for (const { id, column, message } of found) this.refusals.set(`${id}/${column}`, message);
    this.redraw([...batch.edits, ...found]);
    this.options.complain([...new Set(found.map(({ message }) => message))].join("\n"));
    return true;
  }

  // clash shows both values where somebody else was faster, and saves the rest.
  private clash(batch: Batch, failure: Failure): void {
    const who = new Map<string, string>();
    const rows = this.rowsOf(batch);
    for (const conflict of failure.conflicts) {
      const row = rows[placeOf(conflict.path)];
      if (row) who.set(row.id, conflict.who);
    }
    const rest: Edit[] = [];
    for (const edit of batch.edits) {
      const row = this.row(edit.id);
      const theirs = this.held(row, edit.column);
      const by = who.get(edit.id) ?? (failure.conflicts.length === 1 ? failure.conflicts[0]?.who : undefined);
      if (by === undefined) rest.push(edit);
      else if (row && theirs === edit.was) {
        edit.version = row.version ?? 0; // nobody touched this very cell
        rest.push(edit);
      }
      else if (theirs === edit.text || theirs === edit.shown) this.settle([edit]); // the same, by whatever way
      else this.conflicts.set(keyOf(edit), { edit, who: by });
    }
    if (rest.length > 0) this.saver.add({ ...batch, edits: rest });
    this.showConflicts();
    this.redraw(batch.edits);
  }

  private showConflicts(): void {
    const place = document.querySelector<HTMLElement>("[data-conflicts]");
    if (!place) return;
    place.hidden = this.conflicts.size === 0;
    place.replaceChildren(...[...this.conflicts.values()].map((conflict) => this.conflictLine(conflict)));
  }

  private conflictLine({ edit, who }: Conflict): HTMLElement {
    const row = this.row(edit.id);
    const column = this.columns.get(edit.column);
    const line = document.createElement("p");
    const theirs = row && column ? column.show(row) || "kosong" : "dihapus";
    line.append(`${row?.title ?? "Baris ini"} · ${column?.name ?? ""}: ${who || "orang lain"} mengubahnya menjadi ${theirs}, Anda mengetik ${edit.shown || "kosong"}. `);
    const choose = (label: string, act: () => void): void => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-outline-primary";
      button.textContent = label;
      button.addEventListener("click", () => {
        this.conflicts.delete(keyOf(edit));
        act();
        this.showConflicts();
        this.redraw([edit]);
      });
      line.append(button, " ");
    };
    if (row) choose("Pakai isian saya", () => this.enter({ operation: "edit", edits: [{ ...edit, version: row.version ?? 0 }] }));
    choose("Pakai yang sekarang", () => this.settle([edit]));
    return line;
  }

  private redraw(edits: readonly { id: string }[]): void {
    const ids = new Set(edits.map((edit) => edit.id));
    const places: number[] = [];
    this.rows.forEach((row, at) => ids.has(row.id) && places.push(at));
    this.grid?.refresh(places);
  }
}

function isRequired<R extends Row>({ required }: SheetColumn<R>, row: R): boolean {
  return typeof required === "function" ? required(row) : (required ?? false);
}

function required<R extends Row>(column: SheetColumn<R>, row: R, judged: Judged | undefined): Judged {
  if (!judged) return { refused: "Isian ditolak." };
  if (isRequired(column, row) && "value" in judged && (judged.value as Accepted).value === null) return { refused: `${column.name} wajib diisi.` };
  return judged;
}

function objected<R extends Row>(column: SheetColumn<R>, { of }: SheetEntry<R>, judged: Judged, count: number): Judged {
  if (!("value" in judged)) return judged;
  const refused = column.objection?.(of, (judged.value as Accepted).value, count);
  return refused ? { refused } : judged;
}

function editable<R extends Row>(column: SheetColumn<R>, row: R): boolean {
  if (row.level !== undefined && typeof column.editable !== "function") return false;
  return typeof column.editable === "function" ? column.editable(row) : (column.editable ?? false);
}

// placeOf reads which row of a request a path names; -1 for none.
function placeOf(path: string): number {
  return Number(/^\w+\[(\d+)\]/.exec(path)?.[1] ?? "-1");
}

function keyOf(edit: Edit): string {
  return `${edit.id}/${edit.column}`;
}
