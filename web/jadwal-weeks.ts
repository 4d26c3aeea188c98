// The weeks of the schedule as people read them.
import type { ScheduleTime, ScheduleWeek } from "./jadwal-data";
import { shortDate } from "./jadwal-time";

// weekName is Minggu 12, 24/03–30/03.
export function weekName({ number, start, end }: ScheduleWeek): string {
  return `Minggu ${number}, ${shortDate(start)}–${shortDate(end)}`;
}

const day = 86_400_000;

function later(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * day).toISOString().slice(0, 10);
}

// mostWeeks is how many weeks a schedule may have.
const mostWeeks = 530;

// weeksUntil lists the weeks of the schedule and those after it, which are whole: as many as
// asked for.
export function weeksUntil(time: ScheduleTime, count: number): ScheduleWeek[] {
  const weeks = [...time.weeks];
  const last = weeks.at(-1);
  if (!last) return weeks;
  // The last week of the project may be cut: the one after it begins where the whole one ends.
  let end = last.end;
  if (last.number === time.project_weeks) end = later(end, (time.week_end_day - weekday(end) + 7) % 7);
  while (weeks.length < Math.min(count, mostWeeks)) {
    const start = later(end, 1);
    end = later(end, 7);
    weeks.push({ number: weeks.length + 1, start, end, days: 7, working_days: 7, month: end.slice(0, 7) });
  }
  return weeks;
}

// weekday is 0 for Senin.
function weekday(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

// weekOf returns the number of the week that a date lies in; 1 before the start.
export function weekOf(weeks: readonly ScheduleWeek[], date: string): number {
  return weeks.find(({ end }) => date <= end)?.number ?? (weeks.at(-1)?.number ?? 0) + 1;
}
