// The schedule of the project as the server tells it, for all views of the page: read once
// for each revision, carried on by the answers of the page's own commands. No figure of it is
// computed here.
import { get, project, revision, type Decimal } from "./client";
import { readTree, type Tree } from "./tree";

export interface ScheduleWeek {
  number: number;
  start: string; // 2026-01-05
  end: string;
  days: number;
  working_days: number;
  month: string; // in which the week ends, as 2026-01
}

export interface ScheduleMonth {
  value: string; // 2026-01
  label: string;
  start: string;
  end: string;
}

export interface ScheduleTime {
  start: string;
  end: string;
  week_end_day: number; // 0 = Senin
  project_weeks: number;
  status_week: number; // 0 = no realisasi
  closed_week: number; // 0 = none
  weeks: ScheduleWeek[]; // of the project, and those after it that hold realisasi
  months: ScheduleMonth[];
}

// ScheduleCell is a week of a pekerjaan; what is 0 or empty is absent.
export interface ScheduleCell {
  week: number;
  planned?: Decimal; // percent
  planned_volume?: Decimal;
  planned_by_volume?: boolean; // the volume was typed and is exact
  actual?: Decimal;
  actual_volume?: Decimal;
  actual_by_volume?: boolean;
  cost?: Decimal;
  notes?: string;
}

export interface ScheduleWork {
  pekerjaan_id: number;
  volume: Decimal | null;
  bobot: Decimal;
  total: Decimal | null; // rupiah; null without the right to prices
  budget: Decimal | null; // what realisasi may cost
  cost: Decimal | null; // of realisasi so far; null while none was entered
  over_budget: boolean;
  planned: Decimal; // percent, all weeks
  actual: Decimal;
  left: Decimal; // what is not planned
  cells: ScheduleCell[];
}

// ScheduleFooter are the rows under the weeks, in percent of the project; index 0 is week 1.
// Realisasi and deviasi end with the status date.
export interface ScheduleFooter {
  planned: Decimal[];
  planned_cumulative: Decimal[];
  actual: Decimal[];
  actual_cumulative: Decimal[];
  deviation: Decimal[];
}

// ScheduleSummary is how the work stands at the status date; null is what cannot be told.
export interface ScheduleSummary {
  basis: "harga" | "volume" | "sama";
  baseline: boolean;
  status_week: number;
  status_date: string | null;
  planned: Decimal | null;
  actual: Decimal | null;
  deviation: Decimal | null;
  standing: string;
  standing_text: string;
  warning: string;
  spi: Decimal | null;
  cpi: Decimal | null;
  bac: Decimal | null;
  pv: Decimal | null;
  ev: Decimal | null;
  ac: Decimal | null;
  sv: Decimal | null;
  cv: Decimal | null;
  eac: (Decimal | null)[];
  etc: Decimal | null;
  vac: Decimal | null;
  tcpi: Decimal | null;
  earned_schedule: Decimal | null;
  spi_time: Decimal | null;
  planned_finish_week: number;
  finish_week: Decimal | null;
  finish_recent_week: Decimal | null;
  finish_date: string | null;
  needed_per_week: Decimal | null;
  year_end: string | null;
  crossing_week: number;
  late_days: number; // after the end, by the forecast
  penalty_per_day: Decimal | null; // null while the contract says no value, or it is hidden
  penalty: Decimal | null;
}

export interface ScheduleSetting {
  version: number;
  status_date: string | null;
  closed_until: string | null;
  opened_note: string;
  off_weekdays: string;
  holidays: string;
  baseline_id: number | null;
  budget_year_end: string | null;
  critical_from: Decimal;
  critical_first: Decimal;
  critical_second: Decimal;
  yellow_first: Decimal;
  red_first: Decimal;
  yellow_second: Decimal;
  red_second: Decimal;
}

export interface ScheduleContract {
  version: number;
  nomor_kontrak: string;
  tanggal_kontrak: string | null;
  tanggal_spmk: string | null;
  nilai_kontrak: Decimal | null;
  tahun_anggaran: number; // 0 = the year of the project
  tanggal_pho: string | null;
  uang_muka_percent: Decimal | null;
  retensi_percent: Decimal | null;
  masa_pemeliharaan: number;
}

// ScheduleGroup is how far a heading is, its pekerjaan weighed as in the kurva S; null is what
// cannot be told.
export interface ScheduleGroup {
  heading_id: number;
  planned: Decimal | null;
  planned_now: Decimal | null; // until the status date
  actual: Decimal | null;
}

// ScheduleCharts are the headings, and cumulative rupiah by week: null without prices. EV and
// AC end with the status date; AC is null while no cost was entered.
export interface ScheduleCharts {
  groups: ScheduleGroup[];
  pv: Decimal[] | null;
  ev: Decimal[] | null;
  ac: Decimal[] | null;
}

interface ScheduleParts {
  revision: number;
  timeline: ScheduleTime;
  works: ScheduleWork[]; // in the order of the work list; in the answer of a command those it was about
  footer: ScheduleFooter;
  summary: ScheduleSummary;
  charts: ScheduleCharts;
  setting: ScheduleSetting;
  contract: ScheduleContract;
}

// Schedule is everything that the views show. A new one takes its place at every change.
export interface Schedule extends ScheduleParts {
  tree: Tree;
}

// ScheduleSaved is the answer of a command.
export interface ScheduleSaved extends ScheduleParts {
  changed: boolean;
}

// schedulePath is the address of something below the schedule of the project.
export function schedulePath(path = ""): string {
  return `/detail_project/api/v2/project/${project}/schedule/${path}`;
}

let held: Schedule | null = null;
let reading: Promise<Schedule> | null = null;
const listeners = new Set<(schedule: Schedule) => void>();

// onSchedule calls back with the schedule as soon as it is known, and at every change of it.
export function onSchedule(listener: (schedule: Schedule) => void): void {
  listeners.add(listener);
  if (held) listener(held);
}

// readSchedule returns the schedule at the newest revision that the page has heard of.
export function readSchedule(): Promise<Schedule> {
  if (held && held.revision >= revision()) return Promise.resolve(held);
  reading ??= fetchSchedule().finally(() => {
    reading = null;
  });
  return reading;
}

// fetchSchedule asks again when the page hears of a newer revision meanwhile: nobody else would.
async function fetchSchedule(): Promise<Schedule> {
  for (;;) {
    const asked = revision();
    const [tree, parts] = await Promise.all([readTree(), get<ScheduleParts>(schedulePath())]);
    const schedule = hold({ ...parts, tree });
    if (schedule.revision >= revision() || revision() === asked) return schedule;
  }
}

// takeAnswer carries the schedule on by the answer of a command of this page. When others
// changed something in between, the next reading fetches everything.
export function takeAnswer(answer: ScheduleSaved): void {
  if (!held || answer.revision !== held.revision + (answer.changed ? 1 : 0)) return;
  const { revision: at, timeline, footer, summary, charts, setting, contract } = answer;
  const changed = new Map(answer.works.map((work) => [work.pekerjaan_id, work]));
  const works = held.works.map((work) => changed.get(work.pekerjaan_id) ?? work);
  hold({ tree: held.tree, revision: at, timeline, works, footer, summary, charts, setting, contract });
}

function hold(schedule: Schedule): Schedule {
  held = schedule;
  for (const listener of listeners) listener(schedule);
  return schedule;
}

// ScheduleMonths is the schedule by calendar months: one number for each month of the timeline.
export interface ScheduleMonths {
  revision: number;
  months: ScheduleMonth[];
  works: { pekerjaan_id: number; planned: Decimal[]; actual: Decimal[] }[];
  footer: ScheduleFooter; // index 0 is the first month
  payments: SchedulePayments | null;
}

// SchedulePayments is what the contractor is to be paid by the plan, before PPN.
export interface SchedulePayments {
  value: Decimal;
  advance: Decimal;
  months: { gross: Decimal; repayment: Decimal; retention: Decimal; net: Decimal }[];
  retention_back: Decimal;
}

// readMonths fetches the months. The browser keeps the answer by its ETag.
export function readMonths(): Promise<ScheduleMonths> {
  return get<ScheduleMonths>(schedulePath("months/"));
}
