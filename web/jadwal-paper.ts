// Drawings for files and paper: white, with all colours in themselves, under a title that says
// of what project, of which day, and what the signs mean.
import { drawBody, drawHead, drawSign, headHeight, rowHeight, signs, wholeWindow, type Chart } from "./jadwal-draw";
import { percent } from "./jadwal-rows";
import { printedDate } from "./jadwal-time";
import { clipped, tag, words, type Paint } from "./svg";

const ink = "#1a2430";
const soft = "#526071";
const line = "#dfe3e8";

const looks: Record<string, Record<string, string | number>> = {
  "band-0": { fill: "#e6eef1" }, "band-1": { fill: "#f3f6f8" },
  "row-line": { stroke: line, fill: "none" }, "week-line": { stroke: "#eceff2", fill: "none" }, "month-line": { stroke: "#c3cad3", fill: "none" },
  closed: { fill: "#526071", "fill-opacity": "0.08" }, over: { fill: "#c26a12", "fill-opacity": "0.1" },
  plan: { fill: "#bfdde4", stroke: "#0b6477" }, actual: { fill: "#c26a12" }, "actual-sum": { fill: "#c26a12", "fill-opacity": "0.45" },
  summary: { fill: "#44525f" }, "summary-done": { fill: "#ffffff" },
  today: { stroke: "#a3212b", "stroke-width": 2, fill: "none" }, status: { stroke: "#2f6fb7", "stroke-width": 2, "stroke-dasharray": "6 4", fill: "none" },
  progress: { stroke: "#7a4fa3", "stroke-width": 1.5, fill: "none" }, dot: { fill: "#7a4fa3" },
  head: { fill: ink, "font-size": 11, "font-weight": 600 }, "head-soft": { fill: soft, "font-size": 10.5 }, label: { fill: soft, "font-size": 10.5 },
  text: { fill: ink, "font-size": 11.5 }, strong: { fill: ink, "font-size": 11.5, "font-weight": 600 }, soft: { fill: soft, "font-size": 11 },
  title: { fill: ink, "font-size": 17, "font-weight": 700 }, frame: { fill: "none", stroke: "#8b97a4" },
  curve: { stroke: "#0b6477", "stroke-width": 2.5, fill: "none", "stroke-dasharray": "7 4" }, "curve-done": { stroke: "#a3212b", "stroke-width": 3, fill: "none" },
  "curve-dot": { fill: "#0b6477" }, "curve-done-dot": { fill: "#a3212b" }, guide: { stroke: "#c9d1d9", "stroke-dasharray": "2 4", fill: "none" }, figure: { fill: ink, "font-size": 9.5, "text-anchor": "middle" },
  "figure-right": { fill: ink, "font-size": 10.5, "text-anchor": "end" }, "strong-right": { fill: ink, "font-size": 10.5, "font-weight": 600, "text-anchor": "end" }, "soft-middle": { fill: soft, "font-size": 10, "text-anchor": "middle" },
  "head-middle": { fill: ink, "font-size": 11, "font-weight": 600, "text-anchor": "middle" },
};

// onPaper is the look of the parts of a drawing on white.
export const onPaper: Paint = (part) => looks[part] ?? {};

// Titled is what stands over a drawing.
export interface Titled {
  title: string; // Gantt
  project: string;
  date: string; // of the day it was made
}

// Drawing is a whole file.
export interface Drawing {
  svg: string;
  width: number;
  height: number;
}

const margin = 24;
const titleHeight = 64;

// sheet puts a drawing under its title.
export function sheet({ title, project, date }: Titled, width: number, height: number, content: string): Drawing {
  const [w, h] = [Math.ceil(Math.max(width, 420) + 2 * margin), Math.ceil(height + titleHeight + 2 * margin)];
  const svg = tag("svg", { xmlns: "http://www.w3.org/2000/svg", width: w, height: h, viewBox: `0 0 ${w} ${h}`, "font-family": "system-ui, 'Segoe UI', Roboto, Arial, sans-serif", role: "img" },
    `<title>${escapedTitle(`${title} – ${project}`)}</title>`,
    tag("rect", { width: w, height: h, fill: "#ffffff" }),
    words(margin, margin + 16, clipped(title, w - 2 * margin, 17), onPaper("title")),
    words(margin, margin + 36, clipped(project, w - 2 * margin, 11.5), onPaper("text")),
    words(margin, margin + 52, `Dicetak ${printedDate(date)}`, onPaper("soft")),
    tag("g", { transform: `translate(${margin} ${margin + titleHeight})` }, content));
  return { svg, width: w, height: h };
}

function escapedTitle(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

const columns = { no: 44, title: 300, percent: 64 };

// ganttPages are the sheets of a printed Gantt chart: as wide as it is, with as many rows as
// a sheet of paper that lies has room for.
export function ganttPages(chart: Chart, titled: Titled): Drawing[] {
  const width = columns.no + columns.title + columns.percent + chart.scale.width + 2 * margin;
  const most = Math.max(12, Math.floor((width * 0.68 - titleHeight - headHeight - 2 * margin - 60) / rowHeight));
  const sheets = Math.max(1, Math.ceil(chart.rows.length / most));
  return Array.from({ length: sheets }, (_, i) => ganttSheet(
    { ...chart, rows: chart.rows.slice(i * most, (i + 1) * most) }, { ...titled, title: sheets > 1 ? `${titled.title} (lembar ${i + 1} dari ${sheets})` : titled.title },
  ));
}

// ganttSheet is the whole Gantt chart as a file.
export function ganttSheet(chart: Chart, titled: Titled): Drawing {
  const left = columns.no + columns.title + columns.percent;
  const window = wholeWindow(chart);
  const [width, height] = [left + window.right, headHeight + chart.rows.length * rowHeight];
  const names = chart.rows.map((row, at) => {
    const y = headHeight + at * rowHeight;
    const style = onPaper(row.level < 2 ? "strong" : "text");
    return (row.level < 2 ? tag("rect", { y, width: left, height: rowHeight, ...onPaper(`band-${row.level}`) }) : "") +
      tag("path", { d: `M0 ${y + rowHeight}H${left}`, ...onPaper("row-line") }) +
      words(6, y + 21, row.number, style) + words(columns.no, y + 21, clipped(row.title, columns.title - 8, 11.5), style) +
      words(left - 8, y + 21, percent(row.actualNow), onPaper("figure-right"));
  });
  const legend = legendOf(chart, width);
  const content = words(6, 30, "No", onPaper("head")) + words(columns.no, 30, "Uraian pekerjaan", onPaper("head")) + words(left - 8, 30, "Realisasi", onPaper("strong-right")) +
    names.join("") +
    tag("g", { transform: `translate(${left} 0)` }, drawHead(chart, window, onPaper)) +
    tag("g", { transform: `translate(${left} ${headHeight})` }, drawBody(chart, window, onPaper)) +
    tag("path", { d: `M0 ${headHeight}H${width}M${left} 0V${height}`, ...onPaper("month-line") }) +
    tag("rect", { width, height, ...onPaper("frame") }) +
    tag("g", { transform: `translate(0 ${height + 14})` }, legend.svg);
  return sheet(titled, width, height + 14 + legend.height, content);
}

// legendOf lays signs and their words out in lines of a width.
function legendOf(chart: Chart, width: number): { svg: string; height: number } {
  let [x, y] = [0, 0];
  const parts = signs(chart).map((sign) => {
    const room = 34 + sign.label.length * 6 + 18;
    if (x > 0 && x + room > Math.max(width, 420)) [x, y] = [0, y + 20];
    const part = drawSign(sign, x, y, onPaper) + words(x + 32, y + 10, sign.label, onPaper("soft"));
    x += room;
    return part;
  });
  return { svg: parts.join(""), height: y + 20 };
}
