// What the contractor is to be paid month by month, by the plan: a table under the kurva S.
import { table } from "./form";
import { money } from "./figures";
import { onSchedule, readMonths, type ScheduleMonths } from "./jadwal-data";

// mountPayments fills the table of the panel and follows the schedule. It stays hidden while
// the contract says no value, or it may not be seen.
export function mountPayments(panel: HTMLElement): void {
  const details = panel.querySelector<HTMLElement>("[data-payments]");
  if (!details) return;
  onSchedule(() => {
    void readMonths().then((months) => show(details, months));
  });
}

function show(details: HTMLElement, { months, footer, payments }: ScheduleMonths): void {
  details.hidden = payments === null;
  if (!payments) return;
  const rupiah = (value: string | number): string => money(value).replace(/,00$/, "");
  const rows = payments.months.map(({ gross, repayment, retention, net }, at) => [
    months[at]?.label ?? "", money(footer.planned[at] ?? 0), rupiah(gross), rupiah(repayment), rupiah(retention), rupiah(net),
  ]);
  const made = table(["Bulan", "Rencana (%)", "Nilai pekerjaan (Rp)", "Angsuran uang muka (Rp)", "Retensi (Rp)", "Diterima (Rp)"], [
    ["Uang muka", "", "", "", "", rupiah(payments.advance)], ...rows, ["Pengembalian retensi", "", "", "", "", rupiah(payments.retention_back)],
  ], [1, 2, 3, 4, 5]);
  const foot = made.createTFoot().insertRow();
  for (const [at, text] of ["Nilai kontrak sebelum PPN", "", "", "", "", rupiah(payments.value)].entries()) {
    const cell = foot.insertCell();
    cell.textContent = text;
    if (at > 0) cell.className = "number";
  }
  details.querySelector("[data-table]")?.replaceChildren(made);
}
