// What paper gets of the schedule, whatever part of the grid is in sight: all pekerjaan with
// what is planned and done, and the weeks of the whole project.
import { printed } from "./figures";
import { table } from "./form";
import type { JadwalGrid } from "./jadwal-grid";
import { left, signed } from "./jadwal-cell";
import { shortDate } from "./jadwal-time";

// watchPrint makes the tables just before printing.
export function watchPrint(grid: JadwalGrid, place: HTMLElement, prices: boolean): void {
  addEventListener("beforeprint", () => place.replaceChildren(workTable(grid, prices), weekTable(grid)));
  addEventListener("afterprint", () => place.replaceChildren());
}

function workTable(grid: JadwalGrid, prices: boolean): HTMLElement {
  const rows = grid.sheet.list();
  const made = table(
    ["No", "Uraian pekerjaan", "Kode", "Satuan", "Volume", ...(prices ? ["Bobot %"] : []), "Rencana %", "Realisasi %", "Sisa rencana %"],
    rows.map(({ number, title, pekerjaan, work, bobot }) => [
      number, title, pekerjaan?.snapshot_kode ?? "", pekerjaan?.snapshot_satuan ?? "", printed(work?.volume), ...(prices ? [printed(bobot)] : []),
      ...(work ? [printed(work.planned), printed(work.actual), printed(left(work.planned))] : ["", "", ""]),
    ]),
    prices ? [4, 5, 6, 7, 8] : [4, 5, 6, 7],
  );
  rows.forEach(({ level }, at) => level !== undefined && made.tBodies[0]?.rows[at]?.classList.add(`level-${level}`));
  return made;
}

function weekTable(grid: JadwalGrid): HTMLElement {
  const { footer } = grid.schedule();
  return table(
    ["Minggu", "Tanggal", "Rencana %", "Rencana kumulatif %", "Realisasi %", "Realisasi kumulatif %", "Deviasi %"],
    grid.schedule().timeline.weeks.map(({ number, start, end }, at) => [
      `M${number}`, `${shortDate(start)}–${shortDate(end)}`, printed(footer.planned[at]), printed(footer.planned_cumulative[at]), printed(footer.actual[at]),
      printed(footer.actual_cumulative[at]), signed(printed(footer.deviation[at])),
    ]),
    [2, 3, 4, 5, 6],
  );
}
