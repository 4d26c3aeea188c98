// What a Gantt chart says in words: the names of its rows, what they hold, its table.
import { exact } from "./figures";
import { table } from "./form";
import { placeText } from "./jadwal-bars";
import type { Schedule } from "./jadwal-data";
import { ends, percent, type GanttRow } from "./jadwal-rows";
import { weekText } from "./jadwal-time";

// nameOf is a row of the tree of names.
export function nameOf(row: GanttRow, all: readonly GanttRow[], folded: boolean, schedule: Schedule): HTMLElement {
  const item = document.createElement("div");
  item.className = `gantt-name level-${row.level}`;
  item.dataset["id"] = row.id;
  item.setAttribute("role", "treeitem");
  item.setAttribute("aria-level", String(row.level + 1));
  const beside = all.filter(({ parent }) => parent === row.parent);
  item.setAttribute("aria-setsize", String(beside.length));
  item.setAttribute("aria-posinset", String(beside.indexOf(row) + 1));
  if (row.level < 2) {
    item.setAttribute("aria-expanded", String(!folded));
    const fold = document.createElement("span");
    fold.className = `gantt-fold bi bi-chevron-${folded ? "right" : "down"}`;
    item.append(fold);
  }
  const [number, title] = [document.createElement("span"), document.createElement("span")];
  [number.className, number.textContent] = ["gantt-number", row.number];
  [title.className, title.textContent] = ["gantt-title", row.title];
  item.title = row.kode ? `${row.kode} ${row.title}` : row.title;
  item.append(number, " ", title);
  if (row.kode) {
    const kode = document.createElement("span");
    [kode.className, kode.textContent] = ["gantt-kode", row.kode];
    item.append(" ", kode);
  }
  const said = document.createElement("span");
  [said.className, said.textContent] = ["visually-hidden", `: ${barsText(row, schedule)}`];
  item.append(said);
  return item;
}

// barsText says all that is drawn of a row: where its bars lie, and how far it is.
function barsText(row: GanttRow, schedule: Schedule): string {
  const [planned, actual] = [ends(row.planned), ends(row.actual)];
  const parts: string[] = [];
  parts.push(planned ? `rencana ${percent(row.plannedTotal)}, ${placeText(planned, schedule).toLowerCase()}` : "belum ada rencana");
  parts.push(actual ? `realisasi ${percent(row.actualNow)}, ${placeText(actual, schedule).toLowerCase()}` : "belum ada realisasi");
  return parts.join("; ");
}

// weekLines says what a row holds in one week.
export function weekLines(row: GanttRow, number: number, schedule: Schedule): string[] {
  const week = schedule.timeline.weeks[number - 1];
  const lines = [row.title];
  if (week) lines.push(weekText(week));
  const cell = row.work?.cells.find((other) => other.week === number);
  if (row.work) lines.push(`Rencana ${percent(cell?.planned ?? 0)} · realisasi ${number <= schedule.timeline.status_week ? percent(cell?.actual ?? 0) : "–"}`);
  const planned = ends(row.planned);
  lines.push(planned ? `Rencana seluruhnya ${percent(row.plannedTotal)}: ${placeText(planned, schedule)}` : "Belum ada rencana");
  if (schedule.timeline.status_week > 0) lines.push(`Sampai minggu ${schedule.timeline.status_week}: rencana ${percent(row.plannedNow)}, realisasi ${percent(row.actualNow)}`);
  return lines;
}

// rowTable says the same as the chart, for those who read rather than see.
export function rowTable(rows: readonly GanttRow[], schedule: Schedule): HTMLTableElement {
  const status = schedule.timeline.status_week;
  const made = table(
    ["No", "Uraian pekerjaan", "Bobot (%)", "Rencana", "Rencana (%)", "Realisasi", status > 0 ? `Rencana s/d minggu ${status} (%)` : "Rencana s/d status (%)", "Realisasi (%)"],
    rows.map((row) => {
      const [planned, actual] = [ends(row.planned), ends(row.actual)];
      return [
        row.number, row.title, figure(row.bobot), planned ? placeText(planned, schedule) : "–", figure(row.plannedTotal), actual ? placeText(actual, schedule) : "–",
        figure(row.plannedNow), figure(row.actualNow),
      ];
    }),
    [2, 4, 6, 7],
  );
  made.className = "chart-figures";
  rows.forEach(({ level }, i) => {
    if (level < 2) made.tBodies[0]?.rows[i]?.classList.add(`level-${level}`);
  });
  return made;
}

function figure(value: string): string {
  return percent(exact(value)).replace(/%$/, "");
}
