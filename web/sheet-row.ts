// What a page tells a sheet: its rows, its columns, and how a change of them becomes a command.
import type { Problem } from "./client";
import type { Column, Entry, Judged, Operation, Preview, Refused, Suggestion } from "./grid";
import type { Command } from "./saving";

// Row is one row of a sheet. Level tells headings: 0 and 1; pekerjaan and items have none.
export interface Row {
  id: string;
  title: string;
  level?: number;
  version?: number;
  foot?: boolean; // pinned under the others, never changed
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
  number?: "volume" | "harga" | "koefisien" | "persen" | "faktor" | "anggaran" | "parameter" | "tanggal";
  // objection says why a number that can be read is not taken all the same; of is how many
  // entries came with it.
  objection?(row: R, value: string | null, of: number): string;
  // fixed says why a cell cannot be filled in now.
  fixed?(row: R): string;
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
  was?: string; // what the cell held then, as the page's seen tells it
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
  // shown are the columns to begin with, where the page does not show all that it knows.
  shown?: readonly SheetColumn<R>[];
  load(): Promise<R[]>;
  // foot makes the rows that stay in sight under the others.
  foot?(): R[];
  // command makes the request of a batch: one row of the request per row here, in this order.
  command(rows: readonly RowEdit[], operation: Operation): Command | Promise<Command>;
  // versions reads the new versions of rows, or of blocks, from the answer.
  versions(answer: unknown): Iterable<[string, number]>;
  // answered hears of the answer of a command before the rows are loaded anew.
  answered?(answer: unknown): void;
  // seen tells exactly what a cell holds, where what editing starts with does not.
  seen?(row: R, column: string): string;
  // clashed names the cell that a conflict of the last request is about, where cells and not
  // rows are compared.
  clashed?(path: string): { id: string; column: string } | null;
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

// editable reports whether a cell can be changed; headings only where a column says so.
export function editable<R extends Row>(column: SheetColumn<R>, row: R): boolean {
  if (row.foot) return false;
  if (row.level !== undefined && typeof column.editable !== "function") return false;
  return typeof column.editable === "function" ? column.editable(row) : (column.editable ?? false);
}
