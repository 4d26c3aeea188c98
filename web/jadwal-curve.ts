// Kurva S: as a chart with zoom, in percent or in rupiah, and in the form used on site. The
// figures stand in a table under it.
import { curveSvg, mountCurve, type Curve, type CurveHandle } from "./chart-curve";
import { curveOf, curveRows, emptyCurve, type Unit } from "./jadwal-curve-data";
import { onSchedule, type Schedule } from "./jadwal-data";
import { projectName, saveDrawing, type Format } from "./jadwal-export";
import { fileName } from "./jadwal-name";
import { table } from "./form";
import { complain } from "./notice";
import { onPaper, sheet, type Drawing } from "./jadwal-paper";
import { ganttRows } from "./jadwal-rows";
import { sitePages } from "./jadwal-site";
import { mountPayments } from "./jadwal-payment";
import { printedDate } from "./jadwal-time";
import { tag, words } from "./svg";
import { today } from "./today";

type Form = "chart" | "site";

const fewSheets = 4; // of the form used on site, drawn in one go
const mostFiles = 12; // that a browser lets a page give at once

export function mount(panel: HTMLElement): void {
  const page = new CurvePage(panel);
  mountPayments(panel);
  onSchedule((schedule) => page.take(schedule));
}

class CurvePage {
  private schedule: Schedule | null = null;
  private form: Form = "chart";
  private unit: Unit = "percent";
  private curve: CurveHandle | null = null;
  private waiting: Iterator<Drawing, void> | null = null; // sheets that are not drawn yet

  constructor(private readonly panel: HTMLElement) {
    this.on("[data-curve-form]", (button) => {
      this.form = button.dataset["curveForm"] as Form;
      this.show();
    });
    this.on("[data-curve-unit]", (button) => {
      this.unit = button.dataset["curveUnit"] as Unit;
      this.show();
    });
    this.on("[data-zoom-in]", () => this.curve?.zoom(1.5));
    this.on("[data-zoom-out]", () => this.curve?.zoom(1 / 1.5));
    this.on("[data-zoom-fit]", () => this.curve?.fit());
    this.on("[data-save-chart]", (button) => this.save(button.dataset["saveChart"] as Format));
    this.on("[data-print-site]", () => print());
    addEventListener("beforeprint", () => {
      if (this.waiting) addSheets(this.part("[data-site]"), this.waiting, Infinity);
    });
    this.part("[data-curve]").addEventListener("keydown", (event) => this.onKey(event));
  }

  // take shows a schedule; form, unit and the range in sight stay.
  take(schedule: Schedule): void {
    this.schedule = schedule;
    this.show();
  }

  private show(): void {
    const { schedule } = this;
    if (!schedule) return;
    const priced = schedule.charts.pv !== null;
    if (!priced) this.unit = "percent";
    const empty = emptyCurve(schedule);
    const site = this.form === "site";
    this.press("[data-curve-form]", "curveForm", this.form);
    this.press("[data-curve-unit]", "curveUnit", this.unit);
    this.part("[data-units]").hidden = !priced || site;
    this.part("[data-zooms]").hidden = site || empty;
    this.part("[data-print-site]").hidden = !site || empty;
    for (const button of this.panel.querySelectorAll<HTMLButtonElement>("[data-save-chart]")) button.disabled = empty;
    this.part("[data-empty]").hidden = !empty;
    this.part("[data-chart-form]").hidden = site || empty;
    this.part("[data-site-form]").hidden = !site || empty;
    if (empty) return;
    if (site) this.showSite(schedule);
    else this.showChart(schedule);
  }

  private showChart(schedule: Schedule): void {
    const host = this.part("[data-curve]");
    const curve = curveOf(schedule, this.unit, today());
    this.curve ??= mountCurve(host);
    this.curve.show(curve);
    host.setAttribute("aria-label", `Kurva S. ${sayCurve(schedule)} Angkanya ada di tabel di bawah. Tombol + dan − memperbesar dan memperkecil, panah menggeser, 0 memuat semua.`);
    this.part("[data-legend]").innerHTML = legendItems(curve);
    const { headings, rows } = curveRows(schedule, this.unit);
    const figures = table(headings, rows, headings.map((_, i) => i).slice(2));
    figures.className = "chart-figures";
    this.part("[data-table]").replaceChildren(figures);
  }

  // showSite draws the first sheets at once and the others while nothing else is to be done.
  private showSite(schedule: Schedule): void {
    const host = this.part("[data-site]");
    const sheets = this.sitePages(schedule);
    this.waiting = sheets;
    host.replaceChildren();
    const more = (): void => {
      if (this.waiting !== sheets) return; // another schedule is shown by now
      if (addSheets(host, sheets, fewSheets)) setTimeout(more);
    };
    more();
  }

  private sitePages(schedule: Schedule): Iterator<Drawing, void> {
    return sitePages(schedule, ganttRows(schedule), { title: "Time schedule dan kurva S", project: projectName(), date: today() });
  }

  // saveSite gives every sheet as a file of its own, unless they are too many for that.
  private async saveSite(schedule: Schedule, project: string, date: string, format: Format): Promise<void> {
    const sheets = this.sitePages(schedule);
    const list: Drawing[] = [];
    for (let next = sheets.next(); next.value; next = sheets.next()) list.push(next.value);
    if (list.length > mostFiles) {
      complain(`Bentuk ini ${list.length} lembar, terlalu banyak untuk diunduh satu per satu. Cetak A3, lalu simpan sebagai PDF.`);
      return;
    }
    for (const [at, drawing] of list.entries()) await saveDrawing(drawing, fileName(list.length > 1 ? `time-schedule-${at + 1}` : "time-schedule", project, date), format);
  }

  private onKey(event: KeyboardEvent): void {
    const keys: Record<string, () => void> = {
      "+": () => this.curve?.zoom(1.5), "=": () => this.curve?.zoom(1.5), "-": () => this.curve?.zoom(1 / 1.5), "0": () => this.curve?.fit(),
      ArrowLeft: () => this.curve?.pan(-0.2), ArrowRight: () => this.curve?.pan(0.2),
    };
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // save makes files of the whole: the curve, or every sheet of the form used on site.
  private save(format: Format): void {
    const { schedule } = this;
    if (!schedule) return;
    const [project, date] = [projectName(), today()];
    if (this.form === "chart") {
      void saveDrawing(curveDrawing(curveOf(schedule, this.unit, date), { title: "Kurva S", project, date }), fileName("kurva-s", project, date), format);
      return;
    }
    void this.saveSite(schedule, project, date, format);
  }

  private press(selector: string, name: string, value: string): void {
    for (const button of this.panel.querySelectorAll<HTMLElement>(selector)) button.setAttribute("aria-pressed", String(button.dataset[name] === value));
  }

  private on(selector: string, act: (button: HTMLElement) => void): void {
    for (const button of this.panel.querySelectorAll<HTMLElement>(selector)) button.addEventListener("click", () => act(button));
  }

  private part(selector: string): HTMLElement {
    const found = this.panel.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`the panel has no ${selector}`);
    return found;
  }
}

// addSheets puts the next sheets onto the page, and tells whether there may be more.
function addSheets(host: HTMLElement, sheets: Iterator<Drawing, void>, count: number): boolean {
  let [drawn, more] = ["", true];
  for (let i = 0; i < count && more; i++) {
    const next = sheets.next();
    if (next.value) drawn += `<div class="site-page">${next.value.svg}</div>`;
    else more = false;
  }
  host.insertAdjacentHTML("beforeend", drawn);
  return more;
}

function sayCurve({ summary, timeline }: Schedule): string {
  if (timeline.status_week === 0) return "Rencana kumulatif per minggu; belum ada realisasi.";
  return `Sampai minggu ${timeline.status_week}${summary.status_date ? ` (${printedDate(summary.status_date)})` : ""}: rencana ${String(summary.planned).replace(".", ",")}%, realisasi ${String(summary.actual).replace(".", ",")}%.`;
}

// Colours of the tokens on white.
const paper: Record<string, string> = {
  ink: "#1a2430", "ink-soft": "#526071", line: "#dfe3e8", "line-strong": "#c3cad3", sheet: "#ffffff", "sheet-raised": "#ffffff", good: "#1b6e3c", bad: "#a3212b",
  "chart-1": "#0b6477", "chart-2": "#c26a12", "chart-4": "#7a4fa3", "chart-5": "#b3374c", "chart-6": "#2f6fb7",
};

function curveDrawing(curve: Curve, titled: { title: string; project: string; date: string }): Drawing {
  const [width, height] = [Math.min(4000, Math.max(1120, 80 + curve.weeks * 22)), 620];
  let x = 0;
  const legend = curve.lines.map(({ name, token, dashed, dotted }) => {
    const sign = tag("path", { d: `M${x} 8h28`, stroke: paper[token], "stroke-width": 3, "stroke-dasharray": dashed ? "7 4" : dotted ? "2 3" : undefined, fill: "none" }) + words(x + 36, 12, name, onPaper("soft"));
    x += 60 + name.length * 6.5;
    return sign;
  });
  const chart = curveSvg(curve, (token) => paper[token] ?? "#000000", width, height);
  return sheet(titled, width, height + 30, chart + tag("g", { transform: `translate(44 ${height + 10})` }, legend.join("")));
}

function legendItems(curve: Curve): string {
  const below = curve.below ? [`<li><i class="legend-bars" aria-hidden="true"></i>${curve.below.name}: di bawah garis berarti terlambat</li>`] : [];
  return [...curve.lines.map(({ name, token, dashed, dotted }) => `<li><svg width="28" height="12" aria-hidden="true"><path class="d-${token}${dashed ? " d-dashed" : dotted ? " d-dotted" : ""}" d="M0 6h28"/></svg>${name}</li>`), ...below].join("");
}
