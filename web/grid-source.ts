// What a page gives to the grid, and what the grid hands back. Pages own the data; the grid
// only shows it and turns keys, mouse and clipboard into changes.

// Column is one column of a grid. Key names it for the page, and never changes.
export interface Column {
  key: string;
  name: string;
  width: number; // in pixels, before a person drags it
  least?: number; // the narrowest a person may drag it
  right?: boolean; // figures
  hint?: string; // what the column holds, as a tooltip of its heading
  head?(): HTMLElement; // what the heading shows, where that is more than the name
  headClass?: string;
}

// Entry is a text that is to go into a cell.
export interface Entry {
  row: number;
  column: string;
  text: string;
}

// Judged is what became of an entry: the value that the page will store, or why not.
export type Judged = { value: unknown } | { refused: string };

// Change is an accepted entry. Rows are named by their id, which survives inserted rows.
export interface Change {
  id: string;
  column: string;
  text: string; // what was typed or pasted
  value: unknown; // what the source made of it
}

// Operation is the way in which changes came about; each is one step to undo.
export type Operation = "edit" | "paste" | "cut" | "clear" | "fill";

// Source is the data of a grid. Rows and columns are counted from 0; the last `pinned` rows
// stay in sight at the bottom.
export interface Source {
  readonly columns: readonly Column[];
  count(): number;
  readonly pinned?: number;
  id(row: number): string;
  // text is what a cell shows. Content replaces it where more than text is needed, and must
  // not hold anything that takes the focus.
  text(row: number, column: string): string;
  content?(row: number, column: string): Node | null;
  // value is the exact decimal of a cell ("1234.5"), for sums; "" where there is none.
  value?(row: number, column: string): string;
  // editText is what editing starts with, copyText what copying takes; both text() if absent.
  editText?(row: number, column: string): string;
  copyText?(row: number, column: string): string;
  // title names a row for people, in the list of what was refused.
  title(row: number): string;
  // heading tells rows that only head others: pasted columns step over them.
  heading?(row: number): boolean;
  rowClass?(row: number): string;
  cellClass?(row: number, column: string): string;
  // problem is what is wrong with what a cell holds, shown as its tooltip and read out.
  problem?(row: number, column: string): string;
  readOnly(row: number, column: string): boolean;
  // fixed says why a cell cannot be filled in, where there is more to say than that.
  fixed?(row: number, column: string): string;
  // judge takes a whole block at once, and answers entry by entry.
  judge(entries: readonly Entry[]): Judged[] | Promise<Judged[]>;
  // apply carries out changes as one operation.
  apply(operation: Operation, changes: readonly Change[]): void;
  // suggest offers texts while somebody types; chosen is called with the one that was taken.
  suggest?(row: number, column: string, text: string): Suggestion[] | Promise<Suggestion[]>;
  // preview says what would become of a text while somebody types; "" shows nothing.
  preview?(row: number, column: string, text: string): Preview | Promise<Preview>;
}

// Suggestion is one line of the list under an editor. Taking it replaces the text of the
// editor, or where `from` is given, what stands there from that character to the caret.
export interface Suggestion {
  text: string;
  label?: string;
  detail?: string;
  from?: number;
  commit?: boolean; // taking it is all there is to enter
}

// Preview is shown under an editor.
export interface Preview {
  text: string;
  wrong?: boolean;
}

// findColumn returns the number of a column; -1 for a key that the source does not have.
export function findColumn(source: Source, key: string): number {
  return source.columns.findIndex((column) => column.key === key);
}
