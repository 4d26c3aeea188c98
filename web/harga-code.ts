// Prices by kode: a pasted list of codes and prices, matched with the items of the project.
// What does not match is listed; nothing is dropped silently.
import { readCells } from "./clipboard";
import { say } from "./notice";
import { money } from "./figures";
import { judgeNumbers, type Accepted } from "./judge";
import type { Edit, Sheet } from "./sheet";
import { isZero, zeroReason, type PriceRow } from "./harga-row";
import { FormDialog, table, undo } from "./form";

const most = 200; // lines that are shown of each list; the number of all is always told

// codesIn reports whether a text is two columns, of codes of these items and of figures.
export function codesIn(text: string, rows: readonly PriceRow[]): boolean {
  if (!text.includes("\t")) return false;
  const known = new Set(rows.map(({ kode }) => codeOf(kode)));
  const lines = readCells(text).filter((cells) => cells.some((cell) => cell.trim() !== ""));
  const fitting = lines.filter(([kode = "", price = ""]) => known.has(codeOf(kode)) && /\d/.test(price));
  return lines.every((cells) => cells.length === 2) && fitting.length * 2 > lines.length;
}

function codeOf(text: string): string {
  return text.trim().replace(/\s+/g, " ").toUpperCase();
}

// linesOf splits a text: at tabs as spreadsheets copy it, at semicolons, or after the code.
function linesOf(text: string): string[][] {
  const lines = text.includes("\t")
    ? readCells(text)
    : text.split(/\r?\n/).map((line) => (line.includes(";") ? line.split(";") : (/^\s*(\S+)\s+(.*)$/.exec(line)?.slice(1) ?? [line])));
  return lines.map((cells) => cells.map((cell) => cell.trim())).filter((cells) => cells.some(Boolean));
}

interface Matched {
  row: PriceRow;
  text: string;
  value: string;
  shown: string;
}

interface Reading {
  changes: Matched[];
  same: number; // prices that are stored like this already
  refused: string[][]; // kode, price, reason
}

// read matches lines with items and has the prices judged, all in one question.
async function read(lines: readonly (readonly string[])[], column: number, rows: readonly PriceRow[]): Promise<Reading> {
  const known = new Map(rows.map((row) => [codeOf(row.kode), row]));
  const reading: Reading = { changes: [], same: 0, refused: [] };
  const found: { row: PriceRow; text: string }[] = [];
  const seen = new Map<string, string>();
  for (const cells of lines) {
    const [kode = "", text = ""] = [cells[0], cells[column]];
    const row = known.get(codeOf(kode));
    const before = row && seen.get(row.id);
    if (!row) reading.refused.push([kode || "(kosong)", text, "Tidak ada item dengan kode ini di proyek."]);
    else if (text === "") reading.refused.push([kode, "", "Harganya kosong."]);
    else if (before !== undefined && before !== text) reading.refused.push([kode, text, `Kode ini sudah ditempel dengan harga ${before}.`]);
    else if (before === undefined) {
      seen.set(row.id, text);
      found.push({ row, text });
    }
  }
  const judged = found.length > 0 ? await judgeNumbers(found.map(({ text }) => ({ field: "harga", text }))) : [];
  found.forEach(({ row, text }, i) => {
    const verdict = judged[i];
    if (!verdict || "refused" in verdict) {
      reading.refused.push([row.kode, text, verdict?.refused ?? "Isian ditolak."]);
      return;
    }
    const { value, shown } = verdict.value as Accepted;
    if (value === null) reading.refused.push([row.kode, text, "Harganya kosong."]);
    else if (isZero(value) && !isZero(row.harga)) reading.refused.push([row.kode, text, zeroReason]);
    else if (plain(value) === plain(row.harga)) reading.same++;
    else reading.changes.push({ row, text, value, shown });
  });
  return reading;
}

// plain drops zeros at the end, so that equal decimals are equal texts.
function plain(value: string): string {
  return value.includes(".") ? value.replace(/\.?0+$/, "") : value;
}

// askByCode shows the dialog, and carries out what matches as one operation.
export async function askByCode(sheet: Sheet<PriceRow>, text: string): Promise<void> {
  const form = FormDialog.make("[data-code-dialog]");
  if (!form) return;
  let reading: Reading = { changes: [], same: 0, refused: [] };
  form.fill("text", text);
  form.tried(async () => {
    const lines = linesOf(form.text("text"));
    offerColumns(form, lines);
    await sheet.grid.idle();
    await sheet.saver.idle(); // what is typed already counts as the present price
    const made = await read(lines, Number(form.text("column") || "1"), sheet.list());
    return () => {
      reading = made;
      show(form, made);
    };
  });
  form.submitted(async () => {
    const edits = reading.changes.map(({ row, text: typed, value, shown }): Edit => ({ id: row.id, column: "harga", text: typed, shown, value, version: row.version ?? 0 }));
    sheet.enter({ operation: "paste", edits });
    await sheet.saver.idle();
    say(`${edits.length} harga ditempel menurut kode.`, undo);
  });
  await form.show("#code-text");
  sheet.grid.focus();
}

// offerColumns asks for the column of the price where there are several.
function offerColumns(form: FormDialog, lines: readonly (readonly string[])[]): void {
  const choice = form.part<HTMLSelectElement>("#code-column");
  const count = Math.max(2, ...lines.map((cells) => cells.length));
  form.part("[data-column]").hidden = count <= 2;
  if (choice.options.length === count - 1) return;
  choice.replaceChildren(...Array.from({ length: count - 1 }, (_, i) => new Option(`${i + 2}: ${lines[0]?.[i + 1] ?? ""}`, String(i + 1))));
  choice.value = String(count - 1);
}

function show(form: FormDialog, { changes, same, refused }: Reading): void {
  const apply = form.part<HTMLButtonElement>("[data-apply]");
  const list = form.part("[data-list]");
  apply.disabled = changes.length === 0;
  apply.textContent = changes.length > 0 ? `Terapkan ${changes.length} harga` : "Terapkan";
  const parts = [changes.length > 0 ? `${changes.length} harga akan diisi` : "", same > 0 ? `${same} sudah sama` : "", refused.length > 0 ? `${refused.length} baris tidak dipakai` : ""];
  form.tell(parts.filter(Boolean).join(" · "));
  list.hidden = changes.length + refused.length === 0;
  list.replaceChildren();
  if (refused.length > 0) list.append(heading("Tidak dipakai", refused.length), table(["Kode", "Harga", "Alasan"], refused.slice(0, most)));
  if (changes.length === 0) return;
  const rows = changes.slice(0, most).map(({ row, shown }) => [row.kode, row.title, money(row.harga) || "–", shown]);
  list.append(heading("Akan diisi", changes.length), table(["Kode", "Uraian", "Sekarang", "Menjadi"], rows, [2, 3]));
}

function heading(text: string, count: number): HTMLElement {
  const made = document.createElement("h3");
  made.textContent = count > most ? `${text}: ${count} baris, ${most} yang pertama` : `${text}: ${count} baris`;
  return made;
}
