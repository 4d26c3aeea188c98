// Dialogs about the whole schedule: how it is reckoned, the plan that was agreed, the data of
// the contract.
import { get, type Decimal } from "./client";
import { printed } from "./figures";
import { FormDialog, undo } from "./form";
import type { ScheduleSetting } from "./jadwal-data";
import type { JadwalGrid } from "./jadwal-grid";
import { command } from "./jadwal-tools";
import { printedDate } from "./jadwal-time";
import { weekName } from "./jadwal-weeks";
import { say } from "./notice";

const limits = ["critical_from", "critical_first", "critical_second", "yellow_first", "red_first", "yellow_second", "red_second"] as const;

// editSetting shows how the schedule is reckoned.
export async function editSetting(grid: JadwalGrid): Promise<void> {
  const form = FormDialog.make("[data-setting-dialog]");
  if (!form) return;
  const { setting } = grid.schedule();
  showSetting(form, setting, grid);
  form.submitted(async () => {
    await command(grid, "setting/", settingBody(form, setting.version));
    say("Pengaturan jadwal disimpan.", undo);
  });
  await form.show("#setting-status");
  grid.sheet.grid.focus();
}

function showSetting(form: FormDialog, setting: ScheduleSetting, grid: JadwalGrid): void {
  const status = form.part<HTMLSelectElement>("[name=status_date]");
  status.append(new Option("Minggu terakhir dengan realisasi", ""), ...grid.weeks().map((week) => new Option(weekName(week), week.end)));
  status.value = setting.status_date ?? "";
  form.fill("budget_year_end", setting.budget_year_end ?? "");
  for (const day of weekdays(form)) day.checked = !setting.off_weekdays.includes(day.value);
  form.fill("holidays", setting.holidays.replace(/^(\d{4})-(\d\d)-(\d\d)/gm, "$3/$2/$1"));
  for (const name of limits) form.fill(name, printed(setting[name]));
}

function settingBody(form: FormDialog, version: number): Record<string, unknown> {
  return {
    version, status_date: form.text("status_date") || null, budget_year_end: form.text("budget_year_end") || null, holidays: form.text("holidays"),
    off_weekdays: weekdays(form).filter(({ checked }) => !checked).map(({ value }) => value).join(""),
    ...Object.fromEntries(limits.map((name) => [`${name}_text`, form.text(name).trim()])),
  };
}

function weekdays(form: FormDialog): HTMLInputElement[] {
  return [...form.form.querySelectorAll<HTMLInputElement>("[name=weekday]")];
}

function chosenIn(form: FormDialog): string {
  return form.form.querySelector<HTMLInputElement>("[name=choice]:checked")?.value ?? "";
}

// radio is one of several choices, with what it means.
function radio(value: string, label: string, hint: string, checked: boolean): HTMLElement {
  const made = document.createElement("label");
  made.className = "check";
  const field = document.createElement("input");
  Object.assign(field, { className: "form-check-input", type: "radio", name: "choice", value, checked });
  const text = document.createElement("span");
  text.append(label);
  if (hint) {
    const small = document.createElement("small");
    small.textContent = ` ${hint}`;
    text.append(small);
  }
  made.append(field, text);
  return made;
}

interface Revisions {
  revisions: { id: number; name: string; created_at: string; locked: boolean }[];
}

// chooseBaseline chooses the plan that was agreed among the saved states.
export async function chooseBaseline(grid: JadwalGrid): Promise<void> {
  const form = FormDialog.make("[data-baseline-dialog]");
  if (!form) return;
  const { revisions } = await get<Revisions>("revisions/");
  const now = grid.schedule().setting.baseline_id;
  form.part("[data-list]").append(
    radio("", "Tanpa rencana kontrak", "", now === null),
    ...revisions.map(({ id, name, created_at, locked }) => radio(String(id), name, `${printedDate(created_at.slice(0, 10))}${locked ? ", terkunci" : ""}`, id === now)),
  );
  form.part("[data-none]").hidden = revisions.length > 0;
  form.submitted(async () => {
    const chosen = chosenIn(form);
    await command(grid, "baseline/", { baseline_id: chosen === "" ? null : Number(chosen) });
    say(chosen === "" ? "Deviasi diukur terhadap rencana sekarang." : "Deviasi diukur terhadap rencana kontrak.", undo);
  });
  await form.show("[name=choice]");
  grid.sheet.grid.focus();
}

const texts = ["nomor_kontrak", "tanggal_kontrak", "tanggal_spmk", "tanggal_pho"] as const;
const numbers = ["tahun_anggaran", "masa_pemeliharaan"] as const;
const decimals = ["nilai_kontrak", "uang_muka_percent", "retensi_percent"] as const;

// editContract shows what the contract says.
export async function editContract(grid: JadwalGrid): Promise<void> {
  const form = FormDialog.make("[data-contract-dialog]");
  if (!form) return;
  const { contract } = grid.schedule();
  for (const name of texts) form.fill(name, contract[name] ?? "");
  for (const name of numbers) form.fill(name, contract[name] === 0 ? "" : String(contract[name]));
  for (const name of decimals) form.fill(name, printed(contract[name] as Decimal | null));
  form.submitted(async () => {
    await command(grid, "contract/", {
      version: contract.version,
      ...Object.fromEntries(texts.map((name) => [name, form.text(name).trim() || null])),
      ...Object.fromEntries(numbers.map((name) => [name, wholeNumber(form.text(name))])),
      ...Object.fromEntries(decimals.map((name) => [`${name}_text`, form.text(name).trim()])),
    });
    say("Data kontrak disimpan.", undo);
  });
  await form.show("#contract-nomor_kontrak");
  grid.sheet.grid.focus();
}

// wholeNumber leaves what is no number to the server, which says what is wrong with it.
function wholeNumber(text: string): number | string | null {
  const tidy = text.trim();
  if (tidy === "") return null;
  return /^\d{1,9}$/.test(tidy) ? Number(tidy) : tidy;
}
