// The grid of every editable page: cell cursor and ranges, editing, copy and paste with
// spreadsheets, filling, deleting. Pages give it a source and hear of changes through it;
// they never see what draws it.
import { readCells, writeCells } from "./clipboard";
import { Editor } from "./grid-editor";
import { actionOf, move, type Action, type Extent, type Key, type Mode, type Movement, type Place } from "./grid-keys";
import { copied, edited, named, planFill, planPaste, whyFixed, type Area, type Refused } from "./grid-paste";
import type { Change, Entry, Judged, Operation, Source } from "./grid-source";
import { GridView } from "./grid-view";
import { indonesian, sum } from "./number";

export type { Change, Column, Entry, Judged, Operation, Preview, Source, Suggestion } from "./grid-source";
export type { Refused } from "./grid-paste";

// Options set up a grid.
export interface Options {
  name: string; // under which this browser remembers the widths of columns
  label: string; // what the grid is, such as "Volume pekerjaan"
  frozen?: number; // columns at the left that stay in sight
  // decide is asked when a part of what was pasted is refused: take the rest, or nothing.
  decide(refused: readonly Refused[], accepted: number): Promise<boolean>;
  // say tells people what happened, politely.
  say(text: string): void;
  // failed hears of a judgement that could not be had; the text stays in its cell.
  failed(error: unknown): void;
  // keys that the grid leaves alone are offered here first; true when they were used.
  key?(event: KeyboardEvent, at: Place): boolean;
  // moved is called when the cursor stands on another row.
  moved?(row: number): void;
}

// GridHandle is what a page does with its grid.
export interface GridHandle {
  // refresh shows what has changed, in some rows or in all. The cursor and an open editor stay.
  refresh(rows?: readonly number[]): void;
  // goTo sets the cursor on a cell and gives the grid the focus.
  goTo(id: string, column?: string): boolean;
  // selection lists the ids of the rows in the selection.
  selection(): string[];
  // chosen lists the keys of the columns in the selection.
  chosen(): string[];
  // columns lists the keys of all columns that are shown.
  columns(): string[];
  // reveal scrolls a column into sight; the cursor stays where it is.
  reveal(column: string): void;
  // arrange shows the columns that the source has now, the first ones always in sight.
  arrange(frozen: number): void;
  // at returns the row and column of the cursor.
  at(): { id: string; column: string } | null;
  edit(): void;
  focus(): void;
  // idle resolves once nothing that was typed waits to be judged.
  idle(): Promise<void>;
}

const ownFormat = "application/x-takar-cells+json";

// mountGrid shows a grid in host.
export function mountGrid(host: HTMLElement, source: Source, options: Options): GridHandle {
  return new Grid(host, source, options);
}

class Grid implements GridHandle {
  private readonly view: GridView;
  private readonly editor: Editor;
  private readonly status = document.createElement("p");
  private cursor: Place = { row: 0, column: 0 };
  private anchor: Place = this.cursor; // the other corner of the selection
  private cursorId = ""; // of the cursor's row, which may move
  private mode: Mode = "ready";
  private leaving = false; // the next Tab leaves the grid
  private waiting: KeyboardEvent[] | null = null; // pressed while a text is judged
  private queued = false; // the key that is held down waits: its character must not be written
  private judging: Promise<void> = Promise.resolve();

  constructor(
    host: HTMLElement,
    private readonly source: Source,
    private readonly options: Options,
  ) {
    host.classList.add("grid");
    const widths = remembered(options.name);
    this.view = new GridView(host, source, {
      label: options.label,
      frozen: options.frozen ?? 0,
      widths,
      resized: (key, width) => remember(options.name, Object.assign(widths, { [key]: width })),
      drawn: () => this.editor?.follow(),
    });
    this.editor = new Editor(host);
    this.status.className = "grid-status";
    this.status.setAttribute("role", "status");
    host.append(this.status);
    this.cursor = this.anchor = this.firstCell();
    this.listen(host);
    this.show(false);
  }

  private listen(host: HTMLElement): void {
    const { element } = this.view;
    host.addEventListener("keydown", (event) => this.pressed(event), { capture: true });
    host.addEventListener("keypress", (event) => this.queued && stop(event), { capture: true });
    element.addEventListener("mousedown", (event) => this.mouseDown(event));
    element.addEventListener("dblclick", (event) => this.view.placeOf(event.target) && this.startEditing(false));
    element.addEventListener("focus", () => this.show(false));
    element.addEventListener("blur", () => this.leave(false));
    element.addEventListener("copy", (event) => this.copy(event));
    element.addEventListener("cut", (event) => {
      this.copy(event);
      void this.clear("cut");
    });
    element.addEventListener("paste", (event) => {
      event.preventDefault();
      void this.paste(event.clipboardData);
    });
  }

  // ---- what pages do ----

  refresh(rows?: readonly number[]): void {
    if (rows === undefined && this.cursorId && this.idOf(this.cursor.row) !== this.cursorId) this.followRow();
    this.view.redraw(rows);
    this.show(false);
  }

  goTo(id: string, column?: string): boolean {
    const row = this.rowOf(id);
    if (row < 0) return false;
    const at = column === undefined ? this.cursor.column : Math.max(0, this.source.columns.findIndex((c) => c.key === column));
    this.put({ row, column: at }, false);
    this.focus();
    return true;
  }

  selection(): string[] {
    const { top, bottom } = this.area();
    return Array.from({ length: bottom - top + 1 }, (_, i) => this.idOf(top + i)).filter(Boolean);
  }

  chosen(): string[] {
    const { left, right } = this.area();
    return this.source.columns.slice(left, right + 1).map(({ key }) => key);
  }

  columns(): string[] {
    return this.source.columns.map(({ key }) => key);
  }

  reveal(column: string): void {
    this.view.revealColumn(this.source.columns.findIndex(({ key }) => key === column));
  }

  arrange(frozen: number): void {
    if (this.editor.open) this.stopEditing();
    const last = this.source.columns.length - 1;
    const within = ({ row, column }: Place): Place => ({ row, column: Math.min(column, last) });
    [this.cursor, this.anchor] = [within(this.cursor), within(this.anchor)];
    this.view.arrange(frozen);
    this.show(false);
  }

  at(): { id: string; column: string } | null {
    const id = this.idOf(this.cursor.row);
    return id ? { id, column: this.key(this.cursor.column) } : null;
  }

  edit(): void {
    this.startEditing(false);
  }

  focus(): void {
    this.view.element.focus({ preventScroll: true });
  }

  idle(): Promise<void> {
    return this.judging;
  }

  // ---- the cursor ----

  private rows(): number {
    return this.source.count() - (this.source.pinned ?? 0);
  }

  private idOf(row: number): string {
    return row < this.rows() ? this.source.id(row) : "";
  }

  private rowOf(id: string): number {
    for (let row = 0; row < this.rows(); row++) if (this.source.id(row) === id) return row;
    return -1;
  }

  private key(column: number): string {
    return this.source.columns[column]?.key ?? "";
  }

  // firstCell is the first cell that can be filled in.
  private firstCell(): Place {
    for (let row = 0; row < Math.min(this.rows(), 200); row++) {
      const column = this.source.columns.findIndex((c) => !this.source.readOnly(row, c.key));
      if (column >= 0) return { row, column };
    }
    return { row: 0, column: 0 };
  }

  // followRow keeps the cursor on its row after rows were inserted, moved or deleted.
  private followRow(): void {
    const row = this.rowOf(this.cursorId);
    const to = row < 0 ? Math.min(this.cursor.row, Math.max(0, this.rows() - 1)) : row;
    this.cursor = { row: to, column: this.cursor.column };
    this.anchor = this.cursor;
  }

  private area(): Area {
    const { cursor, anchor } = this;
    return {
      top: Math.min(cursor.row, anchor.row), bottom: Math.max(cursor.row, anchor.row),
      left: Math.min(cursor.column, anchor.column), right: Math.max(cursor.column, anchor.column),
    };
  }

  private put(place: Place, extend: boolean): void {
    const otherRow = place.row !== this.cursor.row;
    this.cursor = place;
    if (!extend) this.anchor = place;
    this.show(true);
    if (otherRow) this.options.moved?.(place.row);
  }

  private show(reveal: boolean): void {
    if (this.rows() === 0) {
      this.view.mark(null, null);
      this.status.textContent = "";
      return;
    }
    this.cursorId = this.idOf(this.cursor.row);
    if (reveal) this.view.reveal(this.cursor);
    this.view.mark(this.cursor, this.area());
    this.status.textContent = this.summary();
  }

  // summary counts what is selected, and adds up its figures.
  private summary(): string {
    const { top, bottom, left, right } = this.area();
    if (top === bottom && left === right) return this.source.problem?.(top, this.key(left)) ?? "";
    const values: string[] = [];
    let filled = 0;
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        if (this.source.text(row, this.key(column)) !== "") filled++;
        const value = this.source.value?.(row, this.key(column)) ?? "";
        if (value) values.push(value);
      }
    }
    const counted = sum(values);
    const parts = [`${indonesian(String((bottom - top + 1) * (right - left + 1)))} sel`, `${indonesian(String(filled))} terisi`];
    if (counted.count > 0) parts.push(`jumlah ${indonesian(counted.total)}`);
    return parts.join(" · ");
  }

  private extent(): Extent {
    return {
      rows: this.rows(), columns: this.source.columns.length, page: this.view.page,
      filled: (row, column) => this.source.text(row, this.key(column)) !== "",
    };
  }

  // ---- keys ----

  private pressed(event: KeyboardEvent): void {
    this.queued = false;
    if (this.rows() === 0 || event.isComposing) return;
    if (this.waiting) {
      // What is typed while a text is judged is done afterwards, in its order.
      if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
      stop(event);
      this.waiting.push(event);
      this.queued = true;
      return;
    }
    if (this.editor.open && this.editor.key(event)) {
      stop(event);
      return;
    }
    if (event.target !== this.view.element && event.target !== this.editor.field) return;
    if (this.mode === "ready" && this.options.key?.(event, this.cursor)) {
      stop(event);
      return;
    }
    const action = actionOf(keyOf(event), this.mode);
    if (action && this.perform(action)) stop(event);
  }

  // perform carries out an action, and reports whether the browser has to leave the key alone.
  private perform(action: Action): boolean {
    switch (action.act) {
      case "move":
        return this.go(action.movement, action.extend);
      case "commit":
        this.commit(action.movement);
        return true;
      case "edit":
        this.startEditing(false);
        return true;
      case "type":
        this.startEditing(true);
        return false; // the browser puts the character into the editor
      case "cancel":
        this.stopEditing();
        return true;
      case "clear":
        void this.clear("clear");
        return true;
      case "fill":
        void this.fill(action.direction);
        return true;
      case "all":
        this.anchor = { row: 0, column: 0 };
        this.cursor = { row: this.rows() - 1, column: this.source.columns.length - 1 };
        this.show(false);
        return true;
      case "leave":
        this.leave(true);
        this.anchor = this.cursor;
        this.show(false);
        return true;
    }
  }

  // leave makes the next Tab leave the grid.
  private leave(leaving: boolean): void {
    this.leaving = leaving;
    this.view.stops(!leaving);
  }

  private go(movement: Movement, extend: boolean): boolean {
    if (movement.by === "tab" && this.leaving) return false;
    const to = move(this.cursor, movement, this.extent());
    this.leave(to === null);
    if (!to) return false;
    this.put(to, extend);
    return true;
  }

  // replay does what was typed while a text was judged; stops when another is to be judged.
  private replay(keys: KeyboardEvent[]): void {
    let event = keys.shift();
    for (; event; event = keys.shift()) {
      const { key } = event;
      const written = !event.ctrlKey && !event.metaKey && [...key].length === 1;
      if (this.editor.open && written) this.editor.insert(key);
      else if (this.mode !== "ready" || !this.options.key?.(event, this.cursor)) {
        const action = actionOf(keyOf(event), this.mode);
        if (action) this.perform(action);
        if (action?.act === "type" && written && this.editor.open) this.editor.insert(key);
      }
      if (this.waiting) {
        this.waiting.push(...keys);
        return;
      }
    }
  }

  // ---- mouse ----

  private mouseDown(event: MouseEvent): void {
    const place = this.view.placeOf(event.target);
    if (!place || event.button > 0 || place.row >= this.rows()) return;
    if (this.waiting) return;
    event.preventDefault(); // the focus goes to the grid, not to the cell
    if (this.editor.open) {
      this.commit(null);
      if (this.editor.open) return;
    }
    this.focus();
    this.put(place, event.shiftKey);
    const drag = (moved: MouseEvent): void => {
      const over = this.view.placeOf(document.elementFromPoint(moved.clientX, moved.clientY));
      if (over && over.row < this.rows() && (over.row !== this.cursor.row || over.column !== this.cursor.column)) this.put(over, true);
    };
    addEventListener("mousemove", drag);
    addEventListener("mouseup", () => removeEventListener("mousemove", drag), { once: true });
  }

  // ---- editing ----

  private startEditing(anew: boolean): void {
    if (this.rows() === 0 || this.editor.open) return;
    const { row } = this.cursor;
    const column = this.source.columns[this.cursor.column];
    if (!column) return;
    if (this.source.readOnly(row, column.key)) {
      this.options.say(whyFixed(this.source, row, column.key));
      return;
    }
    this.anchor = this.cursor;
    this.show(true);
    this.mode = anew ? "replacing" : "editing";
    const { suggest, preview } = this.source;
    this.editor.start({
      box: () => this.view.box(this.cursor),
      label: named(this.source, row, column.key),
      text: anew ? "" : edited(this.source, row, column.key),
      figure: column.right === true,
      ...(suggest ? { suggest: (text: string) => suggest.call(this.source, row, column.key, text) } : {}),
      ...(preview ? { preview: (text: string) => preview.call(this.source, row, column.key, text) } : {}),
      chosen: () => this.commit({ by: "one", direction: "down" }),
      left: () => this.commit(null),
    });
  }

  private stopEditing(): void {
    const focused = document.activeElement === this.editor.field;
    this.mode = "ready";
    this.editor.stop();
    if (focused) this.focus();
  }

  // commit has the text of the editor judged, and goes on when it is accepted. A refused text
  // stays where it is, with the reason.
  private commit(movement: Movement | null): void {
    if (!this.editor.open || this.waiting) return;
    const { row } = this.cursor;
    const column = this.key(this.cursor.column);
    const { text } = this.editor;
    const goOn = (): void => {
      this.stopEditing();
      if (movement) this.go(movement, false);
    };
    if (text === edited(this.source, row, column)) {
      goOn();
      return;
    }
    const id = this.source.id(row);
    void this.judge([{ row, column, text }], ([judged]) => {
      if (!judged || "refused" in judged) {
        this.editor.refuse(judged?.refused ?? "Isian ditolak.");
        this.editor.field.focus({ preventScroll: true });
        return false;
      }
      goOn();
      this.source.apply("edit", [{ id, column, text, value: judged.value }]);
      return true;
    });
  }

  // judge asks the source about entries. When it does not answer at once, keys wait until it
  // has; they are forgotten when then answers that something is wrong.
  private judge(entries: readonly Entry[], then: (judged: Judged[]) => boolean): Promise<void> {
    const judged = this.source.judge(entries);
    if (Array.isArray(judged)) {
      then(judged);
      return Promise.resolve();
    }
    this.waiting = [];
    this.editor.field.readOnly = true;
    const done = (go: () => boolean): void => {
      const keys = this.waiting ?? [];
      this.waiting = null;
      this.editor.field.readOnly = false;
      if (go()) this.replay(keys);
    };
    this.judging = judged.then(
      (list) => done(() => then(list)),
      (error: unknown) => done(() => {
        this.options.failed(error);
        return false;
      }),
    );
    return this.judging;
  }

  // ---- blocks ----

  private clear(operation: "clear" | "cut"): Promise<void> {
    const { top, bottom, left, right } = this.area();
    const entries: Entry[] = [];
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const key = this.key(column);
        if (!this.source.readOnly(row, key) && edited(this.source, row, key) !== "") entries.push({ row, column: key, text: "" });
      }
    }
    if (entries.length === 0 && top === bottom && left === right && this.source.readOnly(top, this.key(left))) this.options.say(whyFixed(this.source, top, this.key(left)));
    return this.enter(operation, entries, []);
  }

  private fill(direction: "down" | "right"): Promise<void> {
    const area = this.area();
    // On a single cell, the one above or to the left of it is meant.
    if (direction === "down" && area.top === area.bottom && area.top > 0) area.top--;
    if (direction === "right" && area.left === area.right && area.left > 0) area.left--;
    return this.enter("fill", planFill(area, direction, this.source), []);
  }

  private copy(event: ClipboardEvent): void {
    if (!event.clipboardData || this.rows() === 0) return;
    event.preventDefault();
    const { top, bottom, left, right } = this.area();
    const shown: string[][] = [];
    const kept: string[][] = [];
    for (let row = top; row <= bottom; row++) {
      const columns = this.source.columns.slice(left, right + 1);
      shown.push(columns.map((column) => copied(this.source, row, column.key)));
      kept.push(columns.map((column) => edited(this.source, row, column.key)));
    }
    event.clipboardData.setData("text/plain", writeCells(shown));
    event.clipboardData.setData(ownFormat, JSON.stringify(kept));
  }

  private paste(data: DataTransfer | null): Promise<void> {
    const block = data && cellsOf(data);
    if (!block || this.rows() === 0) return Promise.resolve();
    const plan = planPaste(block, this.area(), this.source);
    this.anchor = { row: plan.area.top, column: plan.area.left };
    this.cursor = { row: plan.area.bottom, column: plan.area.right };
    this.show(false);
    return this.enter("paste", plan.entries, plan.refused);
  }

  // enter has a block judged and carries out what is accepted as one operation; when anything
  // is refused, the person decides first.
  private enter(operation: Operation, entries: readonly Entry[], refused: readonly Refused[]): Promise<void> {
    if (entries.length === 0 && refused.length === 0) return Promise.resolve();
    const ids = entries.map((entry) => this.source.id(entry.row));
    return this.judge(entries, (judged) => {
      const changes: Change[] = [];
      const list = [...refused];
      entries.forEach(({ row, column, text }, i) => {
        const verdict = judged[i];
        if (verdict && "value" in verdict) changes.push({ id: ids[i] ?? "", column, text, value: verdict.value });
        else list.push({ place: named(this.source, row, column), text, reason: verdict?.refused ?? "Isian ditolak." });
      });
      void this.settle(operation, changes, list);
      return true;
    });
  }

  private async settle(operation: Operation, changes: Change[], refused: Refused[]): Promise<void> {
    if (refused.length > 0) {
      const take = await this.options.decide(refused, changes.length);
      this.focus();
      if (!take) return;
    }
    if (changes.length > 0) this.source.apply(operation, changes);
    if (operation === "paste" && changes.length > 0) this.options.say(`${indonesian(String(changes.length))} sel ditempel.`);
  }
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}

function keyOf(event: KeyboardEvent): Key {
  return { key: event.key, control: event.ctrlKey || event.metaKey, shift: event.shiftKey, alt: event.altKey };
}

// cellsOf prefers what this program copied: formulas stay formulas.
function cellsOf(data: DataTransfer): string[][] | null {
  const own = data.getData(ownFormat);
  if (own) {
    try {
      return JSON.parse(own) as string[][];
    } catch {
      // somebody else's: the text serves
    }
  }
  const text = data.getData("text/plain");
  return text ? readCells(text) : null;
}

function remembered(name: string): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(`takar-columns-${name}`) ?? "{}") as Record<string, number>;
  } catch {
    return {}; // storage is switched off, or holds something else
  }
}

function remember(name: string, widths: Record<string, number>): void {
  try {
    localStorage.setItem(`takar-columns-${name}`, JSON.stringify(widths));
  } catch {
    // storage is switched off: the widths last for this visit
  }
}
