// What every editable page of a project is made of: rows from the server in a grid, edits that
// are saved as they are made, refusals and conflicts shown on their cells, undo across reloads,
// and changes by others that appear by themselves. A page describes its columns and commands.
import { Failure, onChange } from "./client";
import { mountGrid, type Change, type Entry, type GridHandle, type Judged, type Operation, type Source } from "./grid";
import { watchUndo } from "./history";
import { unjudged, type Accepted } from "./judge";
import { Saver } from "./saving";
import { judgeEntries } from "./sheet-judge";
import { editable, type Batch, type Edit, type Row, type RowEdit, type SheetColumn, type SheetEntry, type SheetOptions } from "./sheet-row";

export type { Batch, Edit, Placed, Row, RowEdit, SheetColumn, SheetEntry, SheetOptions } from "./sheet-row";

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
  private foot: R[] = []; // pinned under the rows
  private shownColumns: readonly SheetColumn<R>[];
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
    this.shownColumns = options.shown ?? options.columns;
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

  // arrange shows other columns, the first ones always in sight. The sheet gets to know those
  // that it has not seen before.
  arrange(columns: readonly SheetColumn<R>[], frozen: number): void {
    for (const column of columns) this.columns.set(column.key, column);
    this.shownColumns = columns;
    this.grid.arrange(frozen);
  }

  // unsettled tells what was typed into a cell and is not seen on the server yet, and why it was
  // refused, if it was.
  unsettled(id: string, column: string): { edit: Edit; refusal: string } | null {
    const edit = this.pending.get(`${id}/${column}`);
    return edit ? { edit, refusal: this.refusals.get(keyOf(edit)) ?? "" } : null;
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
    this.foot = this.options.foot?.() ?? [];
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
      const row = this.at(at);
      const column = this.columns.get(key);
      return row && column ? read(column, row) : none;
    };
    const shown = (): readonly SheetColumn<R>[] => this.shownColumns;
    const pinned = (): number => this.foot.length;
    return {
      get columns() {
        return shown();
      },
      get pinned() {
        return pinned();
      },
      count: () => this.rows.length + this.foot.length,
      id: (at) => this.at(at)?.id ?? "",
      title: (at) => this.at(at)?.title ?? "",
      heading: (at) => this.rows[at]?.level !== undefined,
      rowClass: (at) => (at >= this.rows.length ? "row-foot" : this.rows[at]?.level === undefined ? "" : `row-level-${this.rows[at]?.level}`),
      text: (at, key) => cell(at, key, (column, row) => this.typed(row, column)?.shown ?? column.show(row), ""),
      content: (at, key) => cell(at, key, (column, row) => (this.typed(row, column) ? null : (column.content?.(row) ?? null)), null),
      value: (at, key) => cell(at, key, (column, row) => this.typed(row, column)?.value ?? column.value?.(row) ?? "", ""),
      editText: (at, key) => cell(at, key, (column, row) => this.typed(row, column)?.text ?? column.edit?.(row) ?? column.show(row), ""),
      cellClass: (at, key) => cell(at, key, (column, row) => `${this.typed(row, column) ? "is-pending " : ""}${column.className?.(row) ?? ""}`, ""),
      problem: (at, key) => cell(at, key, (column, row) => this.refusals.get(`${row.id}/${key}`) ?? column.problem?.(row) ?? "", ""),
      readOnly: (at, key) => cell(at, key, (column, row) => !this.options.writable || !editable(column, row), true),
      fixed: (at, key) => cell(at, key, (column, row) => column.fixed?.(row) ?? "", ""),
      judge: (entries) => this.judge(entries),
      apply: (operation, changes) => this.apply(operation, changes),
      ...(this.options.suggest ? { suggest: (at, key, text) => cell(at, key, (_c, row) => this.options.suggest?.(row, key, text) ?? [], []) } : {}),
      ...(this.options.preview ? { preview: (at, key, text) => cell(at, key, (_c, row) => this.options.preview?.(row, key, text) ?? { text: "" }, { text: "" }) } : {}),
    } as Source;
  }

  private at(place: number): R | undefined {
    return this.rows[place] ?? this.foot[place - this.rows.length];
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
    const judged = judgeEntries(this.columns, known, this.options.judge);
    if (Array.isArray(judged) || this.options.keep) return judged; // a page that completes rows needs to know values
    return judged.catch((error: unknown) => {
      if (error instanceof Failure && error.again) return known.map(({ text }) => unjudged(text));
      throw error;
    });
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
    const judged = await judgeEntries(this.columns, entries, this.options.judge);
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
      const was = row ? this.seen(row, column) : "";
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

  private seen(row: R, key: string): string {
    return this.options.seen?.(row, key) ?? this.held(row, key);
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
    this.options.answered?.(answer);
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
    const reasons = [...new Set(found.map(({ message }) => message))];
    const more = reasons.length - mostReasons;
    this.options.complain([...reasons.slice(0, mostReasons), ...(more > 0 ? [`… dan ${more} lagi, ditandai di selnya.`] : [])].join("\n"));
    return true;
  }

  // clash shows both values where somebody else was faster, and saves the rest.
  private clash(batch: Batch, failure: Failure): void {
    const who = new Map<string, string>(); // by row, or by cell
    const rows = this.rowsOf(batch);
    for (const conflict of failure.conflicts) {
      const cell = this.options.clashed?.(conflict.path);
      const row = rows[placeOf(conflict.path)];
      if (cell) who.set(`${cell.id}/${cell.column}`, conflict.who);
      else if (row) who.set(row.id, conflict.who);
    }
    const rest: Edit[] = [];
    for (const edit of batch.edits) {
      const row = this.row(edit.id);
      const theirs = this.held(row, edit.column);
      const single = this.options.clashed || failure.conflicts.length !== 1 ? undefined : failure.conflicts[0]?.who;
      const by = who.get(edit.id) ?? who.get(keyOf(edit)) ?? single;
      if (by === undefined) rest.push(edit);
      else if (row && this.seen(row, edit.column) === edit.was) {
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
    if (row) choose("Pakai isian saya", () => this.enter({ operation: "edit", edits: [{ ...edit, version: row.version ?? 0, was: this.seen(row, edit.column) }] }));
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

const mostReasons = 4; // of a refusal that a message tells

// placeOf reads which row of a request a path names; -1 for none.
function placeOf(path: string): number {
  return Number(/^\w+\[(\d+)\]/.exec(path)?.[1] ?? "-1");
}

function keyOf(edit: Edit): string {
  return `${edit.id}/${edit.column}`;
}
