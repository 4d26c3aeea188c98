// The text form of cells that spreadsheets put on the clipboard: rows end with a line break,
// cells with a tab; a cell that holds either, or a quote, stands between quotes.

// readCells splits what Excel, Google Sheets or LibreOffice copied.
export function readCells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const normal = text.replace(/\r\n?/g, "\n");
  const all = normal.endsWith("\n") ? normal.slice(0, -1) : normal;
  for (;;) {
    const { cell, end } = all[at] === '"' ? quotedCell(all, at) : plainCell(all, at);
    row.push(cell);
    if (all[end] === "\t") {
      at = end + 1;
      continue;
    }
    rows.push(row);
    row = [];
    if (end >= all.length) return rows;
    at = end + 1;
  }
}

function plainCell(text: string, start: number): { cell: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== "\t" && text[end] !== "\n") end++;
  return { cell: text.slice(start, end), end };
}

// quotedCell reads a cell between quotes. When no quote closes it, or text follows the closing
// one, the quote belongs to the text of a plain cell, such as 5" pipa.
function quotedCell(text: string, start: number): { cell: string; end: number } {
  let cell = "";
  let at = start + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0) return plainCell(text, start);
    cell += text.slice(at, close);
    const after = text[close + 1];
    if (after === '"') {
      cell += '"';
      at = close + 2;
      continue;
    }
    if (after === undefined || after === "\t" || after === "\n") return { cell, end: close + 1 };
    return plainCell(text, start);
  }
}

// writeCells is the inverse of readCells.
export function writeCells(rows: readonly (readonly string[])[]): string {
  const write = (cell: string): string => (/^"|[\t\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => row.map(write).join("\t")).join("\r\n");
}
