// What was typed into a sheet is judged before it is saved: numbers by the server's parser, texts
// here.
import type { Judged } from "./grid";
import { judgeNumbers, type Accepted } from "./judge";
import type { Row, SheetColumn, SheetEntry, SheetOptions } from "./sheet-row";

// judgeEntries judges entries in their order; a page may have a judgement of its own.
export function judgeEntries<R extends Row>(
  columns: ReadonlyMap<string, SheetColumn<R>>, entries: readonly SheetEntry<R>[], own: SheetOptions<R>["judge"],
): Judged[] | Promise<Judged[]> {
  const asked = own?.(entries);
  if (asked) return asked;
  const text = (entry: SheetEntry<R>): Judged => judgeText(columns.get(entry.column), entry);
  const numbers = entries.filter(({ column }) => columns.get(column)?.number);
  if (numbers.length === 0) return entries.map(text);
  return judgeNumbers(numbers.map(({ column, text: typed }) => ({ field: columns.get(column)?.number ?? "", text: typed }))).then((judged) => {
    let next = 0;
    return entries.map((entry) => {
      const column = columns.get(entry.column);
      return column?.number ? objected(column, entry, required(column, entry.of, judged[next++]), entries.length) : text(entry);
    });
  });
}

function judgeText<R extends Row>(column: SheetColumn<R> | undefined, { text, of }: SheetEntry<R>): Judged {
  const tidy = text.trim();
  if (column && isRequired(column, of) && tidy === "") return { refused: `${column.name} wajib diisi.` };
  if (column?.most && [...tidy].length > column.most) return { refused: `${column.name} paling panjang ${column.most} huruf.` };
  return { value: { value: tidy, shown: tidy } };
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
