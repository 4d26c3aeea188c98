// Checks of what Gantt and kurva S place where, and of what the cards say. A failed check
// throws at the end, with all failures listed.
import { bodyOf, dragged, holdAt, placeText } from "../jadwal-bars";
import { curveOf, curveRows, emptyCurve, weeksAt } from "../jadwal-curve-data";
import type { Schedule, ScheduleCell, ScheduleWeek } from "../jadwal-data";
import { drawBody, drawHead, progressLine, rowHeight, span, weekX, wholeWindow, type Chart } from "../jadwal-draw";
import { ganttSheet } from "../jadwal-paper";
import { fileName } from "../jadwal-name";
import { ganttRows, percent, progressAt, segments, unfolded, until } from "../jadwal-rows";
import { curvePoints, parts, sitePages } from "../jadwal-site";
import { basisText, cards, values } from "../jadwal-standing";
import { everyNth, fitted, limited, monthParts, printedDate, Scale, zoomLeast, zoomMost } from "../jadwal-time";
import { byClass, clipped, tag, words } from "../svg";
import { twoPlaces } from "../figures";

const failures: string[] = [];
let checks = 0;

function check(name: string, got: unknown, want: unknown): void {
  checks++;
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) failures.push(`${name}: got ${a}, want ${b}`);
}

function holds(name: string, text: string, ...wanted: string[]): void {
  for (const part of wanted) {
    checks++;
    if (!text.includes(part)) failures.push(`${name}: no ${part}`);
  }
}

// ---- a project from Rabu 1 January to Senin 31 March 2025: golden case G1 ----

function week(number: number, start: string, end: string, days: number): ScheduleWeek {
  return { number, start, end, days, working_days: Math.min(days, 6), month: end.slice(0, 7) };
}

const weeks: ScheduleWeek[] = [week(1, "2025-01-01", "2025-01-05", 5)];
for (let number = 2, day = Date.UTC(2025, 0, 6); number <= 14; number++, day += 7 * 86_400_000) {
  const date = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  weeks.push(number < 14 ? week(number, date(day), date(day + 6 * 86_400_000), 7) : week(14, "2025-03-31", "2025-03-31", 1));
}

const cells = (text: string): ScheduleCell[] => text.split(", ").filter(Boolean).map((part) => {
  const [number = "", planned = "", actual = ""] = part.split(" ");
  return { week: Number(number), ...(planned !== "-" && planned ? { planned, planned_volume: planned } : {}), ...(actual ? { actual } : {}) };
});

const work = (id: number, text: string): Schedule["works"][number] => {
  const list = cells(text);
  return { pekerjaan_id: id, volume: "80", bobot: "50", budget: null, cost: null, over_budget: false, total: "1000000.00", planned: "100", actual: "10", left: 0, cells: list };
};

const pekerjaan = (id: number, number: string, name: string): Schedule["tree"]["klasifikasi"][number]["sub"][number]["pekerjaan"][number] => ({
  id, number, source_type: "custom", snapshot_kode: `K.${id}`, snapshot_uraian: name, snapshot_satuan: "m3", ref_id: null, version: 1,
});

const summary: Schedule["summary"] = {
  basis: "harga", baseline: false, status_week: 3, status_date: "2025-01-19", planned: "65", actual: "46", deviation: "-19", standing: "kritis_periode_1", standing_text: "Kontrak kritis (periode I)",
  warning: "merah", spi: "0.7077", cpi: "0.9583", bac: "100000000.00", pv: "65000000.00", ev: "46000000.00", ac: "48000000.00", sv: "-19000000.00", cv: "-2000000.00",
  eac: ["104347826.09", "102000000.00", "127621928.17"], etc: "56347826.09", vac: "-4347826.09", tcpi: "1.0385", earned_schedule: "2.4571", spi_time: "0.819", planned_finish_week: 4,
  finish_week: "4.88", finish_recent_week: "6.52", finish_date: "2025-02-02", needed_per_week: "54", year_end: "2025-12-31", crossing_week: 3, late_days: 0, penalty_per_day: null, penalty: null,
};

const schedule = {
  revision: 1,
  tree: { version: 1, klasifikasi: [{ id: 1, number: "I", name: "Struktur & <Beton>", version: 1, sub: [{ id: 2, number: "A", name: "Beton", version: 1, pekerjaan: [pekerjaan(11, "1", "Pondasi"), pekerjaan(12, "2", "Kolom")] }] }] },
  timeline: {
    start: "2025-01-01", end: "2025-03-31", week_end_day: 6, project_weeks: 14, status_week: 3, closed_week: 1, weeks,
    months: [{ value: "2025-01", label: "Januari 2025", start: "2025-01-01", end: "2025-01-31" }, { value: "2025-02", label: "Februari 2025", start: "2025-02-01", end: "2025-02-28" }, { value: "2025-03", label: "Maret 2025", start: "2025-03-01", end: "2025-03-31" }],
  },
  works: [work(11, "1 20 10, 2 30 20, 4 50"), work(12, "3 40 0, 4 60")],
  footer: { planned: [10, 15, 20, "55.00"], planned_cumulative: [10, 25, 45, 100], actual: [5, 10, 0], actual_cumulative: [5, 15, 15], deviation: [-5, -10, -30] },
  charts: { groups: [{ heading_id: 1, planned: 100, planned_now: 45, actual: 15 }, { heading_id: 2, planned: 100, planned_now: 45, actual: 15 }], pv: ["10.00", "25.00", "45.00", "100.00"], ev: ["5.00", "15.00", "15.00"], ac: null },
  summary,
  setting: { critical_from: 70, critical_first: 10, critical_second: 5, yellow_first: -3, red_first: -5, yellow_second: -2, red_second: -4 },
} as unknown as Schedule;

// ---- time ----

const scale = new Scale(weeks, 10);
check("the whole width", [scale.days, scale.width], [90, 900]);
check("weeks are as wide as their days", weeks.filter(({ number }) => [1, 2, 14].includes(number)).map((one) => [scale.left(one), scale.right(one)]), [[0, 50], [50, 120], [890, 900]]);
check("the week at a place", [-5, 0, 49.9, 50, 119, 889, 890, 5000].map((x) => scale.weekAt(x) + 1), [1, 1, 1, 2, 2, 13, 14, 14]);
check("parts of weeks", [0, 0.5, 1, 2.5, 14, 20].map((weeks) => weekX(scale, weeks)), [0, 25, 50, 155, 900, 900]);
check("runs of weeks", [span(scale, { from: 1, to: 2 }), span(scale, { from: 14, to: 20 }), span(scale, { from: 15, to: 16 })], [{ x: 0, width: 120 }, { x: 890, width: 10 }, null]);
check("months", monthParts(scale, schedule.timeline.months), [{ from: 0, to: 310, label: "Jan 2025" }, { from: 310, to: 590, label: "Feb 2025" }, { from: 590, to: 900, label: "Mar 2025" }]);
const late = new Scale([...weeks, week(15, "2025-04-01", "2025-04-06", 6)], 10);
check("after the contract", monthParts(late, schedule.timeline.months).at(-1), { from: 900, to: 960, label: "Lewat kontrak" });
check("all of it fits", fitted(schedule.timeline, 900), 70);
check("zoom has ends", [limited(0), limited(1e9)], [zoomLeast, zoomMost]);
check("labels keep apart", [everyNth(72, 60), everyNth(30, 60), everyNth(2, 24), everyNth(0.1, 24)], [1, 2, 13, 104]);
check("weeks passed", ["2024-12-31", "2025-01-01", "2025-01-05", "2025-01-09", "2025-01-12", "2026-01-01"].map((date) => Math.round(weeksAt(schedule, date) * 1000) / 1000), [0, 0.2, 1, 1.571, 2, 14]);
check("a date", printedDate("2025-05-03"), "3 Mei 2025");

// ---- rows ----

const rows = ganttRows(schedule);
check("rows in their order", rows.map(({ id, level, parent }) => `${id} ${level} ${parent}`), ["h1 0 ", "h2 1 h1", "11 2 h2", "12 2 h2"]);
check("gaps divide bars", rows[2]?.planned, [{ from: 1, to: 2 }, { from: 4, to: 4 }]);
check("zeros are gaps", segments(cells("1 5, 2 0, 3 5"), "planned"), [{ from: 1, to: 1 }, { from: 3, to: 3 }]);
check("a heading reaches from its first to its last week", [rows[0]?.planned, rows[1]?.actual], [[{ from: 1, to: 4 }], [{ from: 1, to: 2 }]]);
check("headings have the figures of the server", [rows[0]?.plannedNow, rows[0]?.actualNow, rows[0]?.bobot], ["45", "15", "100"]);
check("sums to the status date are exact", [rows[2]?.plannedNow, rows[2]?.actualNow, rows[3]?.actualNow], ["50", "30", "0"]);
check("tenths add up", until(work(1, "1 0.1, 2 0.2"), "planned", 2), "0.3");
check("folded", [unfolded(rows, new Set(["h2"])).map(({ id }) => id), unfolded(rows, new Set(["h1"])).map(({ id }) => id), unfolded(rows, new Set()).length], [["h1", "h2"], ["h1"], 4]);
check("percent", ["12.50", 100, "0", "", null].map(percent), ["12,5%", "100%", "0%", "–", "–"]);
check("two places", ["6.8", 7, "-0.14", "1234567.5", null].map(twoPlaces), ["6,80", "7,00", "−0,14", "1.234.567,50", ""]);

// ---- the line of progress ----

check("late, as far as the plan was", progressAt(cells("1 20 10, 2 30 20, 4 50"), 3), 1 + 10 / 30);
check("as planned", progressAt(cells("1 20 10, 2 30 40"), 3), 3);
check("ahead, into a later week", progressAt(cells("1 50 75, 4 50"), 2), 3.5);
check("ahead of all", progressAt(cells("1 50 100, 2 40"), 1), 2);
check("not begun though planned", progressAt(cells("2 50, 3 50"), 3), 1);
check("neither planned nor done", progressAt(cells("9 100"), 3), 3);
check("without a plan", progressAt(cells("2 - 10"), 3), 3);
check("points", progressLine(rows, 0, 4, scale, 3).map(({ x, y, off }) => `${Math.round(x)} ${y} ${off}`), [`190 ${rowHeight / 2} false`, `190 ${rowHeight * 1.5} false`, `73 ${rowHeight * 2.5} true`, `120 ${rowHeight * 3.5} true`]);

// ---- moving bars ----

const bar = { from: 2, to: 3 }; // from 50 to 190
check("where a bar is held", [40, 48, 52, 100, 185, 192, 200].map((x) => holdAt(scale, bar, x)), [null, "start", "start", "whole", "end", "end", null]);
check("moved by weeks", [100, 134, 136, 206, 30, -900, 5000].map((to) => dragged(scale, bar, "whole", 100, to, 14)), [
  { from: 2, to: 3 }, { from: 2, to: 3 }, { from: 3, to: 4 }, { from: 4, to: 5 }, { from: 1, to: 2 }, { from: 1, to: 2 }, { from: 13, to: 14 },
]);
check("stretched at its end", [190, 200, 60, 5000].map((to) => dragged(scale, bar, "end", 188, to, 14)), [{ from: 2, to: 4 }, { from: 2, to: 4 }, { from: 2, to: 2 }, { from: 2, to: 14 }]);
check("stretched at its start", [52, 10, 500].map((to) => dragged(scale, bar, "start", 52, to, 14)), [{ from: 2, to: 3 }, { from: 1, to: 3 }, { from: 3, to: 3 }]);
const pondasi = rows[2];
if (pondasi) {
  const was = [{ week_number: 1, percent: "20" }, { week_number: 2, percent: "30" }, { week_number: 4, percent: "50" }];
  check("as long as before: moved", bodyOf(pondasi, { from: 3, to: 6 }), { pekerjaan_id: 11, was, weeks: 2 });
  check("of another length: divided anew", bodyOf(pondasi, { from: 1, to: 6 }), { pekerjaan_id: 11, was, from_week: 1, to_week: 6 });
  check("where it is: nothing", bodyOf(pondasi, { from: 1, to: 4 }), null);
}
check("a place in words", [placeText({ from: 2, to: 3 }, schedule), placeText({ from: 14, to: 14 }, schedule)], ["Minggu 2–3, 6 Jan 2025 – 19 Jan 2025", "Minggu 14, 31 Mar 2025 – 31 Mar 2025"]);

// ---- drawings ----

check("texts are made safe", words(1, 2, `<a> & "b"`), `<text x="1" y="2">&lt;a&gt; &amp; &quot;b&quot;</text>`);
check("elements", tag("rect", { x: 1.26, width: undefined, class: "a" }), `<rect x="1.3" class="a"/>`);
check("long names are shortened", clipped("Pemasangan dinding bata", 60, 11), "Pemasanga…");
const chart: Chart = { schedule, rows, scale, today: "2025-01-25" };
const whole = drawBody(chart, wholeWindow(chart), byClass);
check("bars", [whole.split(`class="d-plan"`).length - 1, whole.split(`class="d-actual"`).length - 1, whole.split(`class="d-summary"`).length - 1], [3, 1, 2]);
holds("lines", whole, `class="d-today"`, `class="d-status"`, `class="d-progress"`, `class="d-closed"`);
check("rows out of sight are not drawn", drawBody(chart, { first: 0, last: 2, left: 0, right: 900 }, byClass).includes("d-plan"), false);
check("nor weeks out of sight", drawBody(chart, { first: 0, last: 4, left: 500, right: 900 }, byClass).includes("d-plan"), false);
holds("head", drawHead(chart, wholeWindow(chart), byClass), ">Jan 2025<", ">M13 24/03<");
check("no day without a project", drawBody({ ...chart, today: "2030-01-01" }, wholeWindow(chart), byClass).includes("d-today"), false);
const file = ganttSheet(chart, { title: "Gantt", project: "Gedung <A>", date: "2025-01-25" });
holds("a file", file.svg, `xmlns="http://www.w3.org/2000/svg"`, "Gedung &lt;A&gt;", "Dicetak 25 Jan 2025", "Pondasi", "Garis kemajuan", `fill="#ffffff"`, "Struktur &amp; &lt;Beton&gt;");
check("a file has its colours in itself", file.svg.includes("class="), false);
check("names of files", [fileName("gantt", "Gedung Ñ / Blok A!", "2025-01-25"), fileName("kurva-s", "***", "2025-01-25")], ["gantt-gedung-n-blok-a-2025-01-25", "kurva-s-2025-01-25"]);

// A long schedule of many rows is drawn a window at a time.
const many = Array.from({ length: 530 }, (_, i) => week(i + 1, new Date(Date.UTC(2025, 0, 6 + 7 * i)).toISOString().slice(0, 10), new Date(Date.UTC(2025, 0, 12 + 7 * i)).toISOString().slice(0, 10), 7));
const long: Chart = { schedule: { ...schedule, timeline: { ...schedule.timeline, weeks: many, project_weeks: 530 } }, rows: Array.from({ length: 1000 }, () => rows[2] ?? rows[0]).filter((row) => row !== undefined), scale: new Scale(many, 10), today: "2025-01-25" };
const part = drawBody(long, { first: 500, last: 540, left: 0, right: 2000 }, byClass);
check("of 1,000 rows over 530 weeks as much is drawn as is in sight", [part.split(`class="d-plan"`).length - 1, part.length < 60_000], [80, true]);

// ---- kurva S ----

const curve = curveOf(schedule, "percent", "2025-01-25");
check("lines begin at 0 in week 0; realisasi ends at the status date", curve.lines.map(({ name, values }) => [name, values]), [["Rencana", [0, 10, 25, 45, 100]], ["Realisasi", [0, 5, 15, 15]]]);
check("moments", curve.marks.map(({ at, label }) => `${label} ${Math.round(at * 100) / 100}`), ["Status 3", "Hari ini 3.86"]);
check("months along the weeks", curve.months.map(({ label, from, to }) => `${label} ${Math.round(from * 100) / 100} ${Math.round(to * 100) / 100}`), ["Jan 2025 0 4.71", "Feb 2025 4.71 8.71", "Mar 2025 8.71 14"]);
holds("what is known of a week", curve.tip(2), "Minggu 2 (06/01 – 12/01/2025)", "Rencana kumulatif: 25,00%", "Realisasi kumulatif: 15,00%", "Deviasi: −10,00%");
check("of a week to come only the plan", curve.tip(4).includes("Realisasi"), false);
const money = curveOf(schedule, "rupiah", "2030-01-01");
check("amounts; no cost, no line of it", money.lines.map(({ name }) => name), ["PV (rencana)", "EV (nilai selesai)"]);
check("no today outside of the project", money.marks.length, 1);
const figures = curveRows({ ...schedule, summary: { ...summary, baseline: true } }, "percent");
check("the table", [figures.headings[2], figures.rows[2], figures.rows[13]], ["Rencana kontrak minggu (%)", ["3", "13/01 – 19 Jan 2025", "20,00", "45,00", "0,00", "15,00", "−30,00"], ["14", "31/03 – 31 Mar 2025", "–", "–", "–", "–", "–"]]);
check("nothing planned or done", emptyCurve({ ...schedule, footer: { ...schedule.footer, planned_cumulative: [0, 0], actual_cumulative: [] } }), true);
check("0% at the bottom, 100% at the top", curvePoints([0, "50", 100, 120], 20, 200), [[0, 200], [20, 200], [40, 100], [60, 0], [80, 0]]);
check("sheets", [parts(0, 40), parts(40, 40), parts(41, 40), parts(1000, 44).length], [[[0, 0]], [[0, 40]], [[0, 20], [20, 41]], 23]);
const pages = [...sitePages(schedule, rows, { title: "Time schedule", project: "Gedung", date: "2025-01-25" })];
check("one sheet is enough", pages.length, 1);
holds("the form used on site", pages[0]?.svg ?? "", "Jumlah (Rp)", "Rencana kumulatif (%)", ">100,00<", "−30,00", "1.000.000,00", ">100%<");
const more = [...sitePages({ ...schedule, timeline: { ...schedule.timeline, weeks: many } }, rows, { title: "Time schedule", project: "Gedung", date: "2025-01-25" })];
check("more weeks, more sheets", [more.length, more[1]?.svg.includes("lembar 2 dari 11")], [11, true]);

// ---- cards ----

const said = (change: Partial<Schedule["summary"]>): Record<string, string> =>
  Object.fromEntries(cards({ ...schedule, summary: { ...summary, ...change } }).map(({ key, value, note }) => [key, `${value}: ${note}`]));
const now = said({});
check("deviasi", now["deviation"], "−19%: terlambat dari rencana");
check("ahead", said({ deviation: "2.5" })["deviation"], "+2,5%: lebih cepat dari rencana");
check("critical, and why", now["contract"], "Kontrak kritis: Terlambat 19%, lebih dari batas 10% untuk periode I (rencana sampai 70%).");
check("critical in periode II", said({ standing: "kritis_periode_2", planned: "82", deviation: "-5.1" })["contract"], "Kontrak kritis: Terlambat 5,1%, lebih dari batas 5% untuk periode II (rencana di atas 70%).");
check("an early warning", said({ standing: "terlambat", warning: "kuning", deviation: "-3.2", planned: "45", crossing_week: 9, late_days: 0, penalty_per_day: null, penalty: null })["contract"],
  "Peringatan dini: kuning: Deviasi −3,2% sudah mencapai batas kuning (−3%) untuk periode I (rencana sampai 70%); kritis bila terlambat lebih dari 10%. Dengan laju sekarang kontrak menjadi kritis di minggu 9.");
check("a little late", said({ standing: "terlambat", warning: "", deviation: "-1", planned: "45", crossing_week: 0, late_days: 0, penalty_per_day: null, penalty: null })["contract"], "Terlambat: Terlambat 1%, masih dalam batas 10% untuk periode I (rencana sampai 70%).");
check("both forecasts", now["finish"], "2 Feb 2025: SPI(t): minggu 4,88; laju 4 minggu terakhir: minggu 6,52; rencana minggu 4; perlu 54% per minggu agar tepat waktu");
check("without cost", said({ cpi: null, ac: null })["cpi"], "Belum dapat dihitung: Belum ada biaya realisasi yang diisi.");
check("without prices", said({ cpi: null, ac: null, bac: null, basis: "volume" })["cpi"], "Belum dapat dihitung: Perlu harga pekerjaan, yang tidak diketahui di sini.");
const none = said({ status_week: 0, planned: null, actual: null, deviation: null, spi: null, cpi: null, ac: null, finish_week: null, finish_recent_week: null, finish_date: null });
check("without realisasi nothing can be told", Object.values(none).every((text) => text === "Belum dapat dihitung: Belum ada realisasi sampai tanggal status."), true);
check("a plan of the contract says so", [cards({ ...schedule, summary: { ...summary, baseline: true } })[0]?.label, basisText({ ...summary, baseline: true })], ["Rencana kontrak", "Bobot menurut harga. Rencana adalah rencana kontrak, bukan rencana yang sedang disusun."]);
check("by volume", basisText({ ...summary, basis: "volume" }).startsWith("Harga tidak diketahui: bobot menurut volume"), true);
check("amounts", values(schedule).filter(({ label }) => ["BAC", "SV", "EAC", "TCPI"].includes(label)).map(({ label, text }) => `${label} ${text}`), ["BAC Rp 100.000.000,00", "SV Rp −19.000.000,00", "EAC Rp 104.347.826,09", "TCPI 1,0385"]);
check("no amounts without prices", values({ ...schedule, summary: { ...summary, bac: null } }), []);

if (failures.length > 0) throw new Error(`${failures.length} of ${checks} checks failed:\n${failures.join("\n")}`);
console.log(`${checks} checks`);
