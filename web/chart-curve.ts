// Curves over the weeks of a project, with what marks a moment, zoom and pan: kurva S. Like
// chart.ts it turns decimals into numbers for nothing but places on the page.
import { BarChart, LineChart } from "echarts/charts";
import { DataZoomInsideComponent, GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type ECharts } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import { colour, shortened } from "./chart";

use([BarChart, LineChart, GridComponent, TooltipComponent, MarkLineComponent, DataZoomInsideComponent, CanvasRenderer, SVGRenderer]);

// CurveLine is one line; index 0 of its values is the start of the project, null is unknown.
export interface CurveLine {
  name: string;
  token: string; // of its colour, such as "chart-1"
  dashed?: boolean;
  dotted?: boolean;
  values: readonly (string | number | null)[];
}

// Curve is what is drawn. Places are weeks that have passed: 0 is the start, 2.5 the middle of
// week 3.
export interface Curve {
  weeks: number;
  months: readonly { label: string; from: number; to: number }[];
  lines: readonly CurveLine[];
  below?: CurveLine; // bars under the lines, with a sign
  marks: readonly { at: number; label: string; token: string; dashed?: boolean }[];
  percent: boolean; // else rupiah
  label(week: number): string; // under a week
  tip(week: number): string; // all that is known of it
}

// CurveHandle is a curve on the page.
export interface CurveHandle {
  show(curve: Curve): void; // the range in sight stays
  zoom(factor: number): void;
  pan(part: number): void; // of what is in sight, negative is earlier
  fit(): void;
}

type Look = (token: string) => string;

// mountCurve makes a place for a curve. Ctrl and the wheel zoom, Shift and the wheel or the
// mouse pan.
export function mountCurve(host: HTMLElement): CurveHandle {
  const chart = init(host);
  let shown: Curve | null = null;
  let [start, end] = [0, 100]; // percent in sight
  const draw = (): void => {
    if (shown) chart.setOption(optionOf(shown, colour, { start, end, narrow: chart.getWidth() < 480 }), true);
  };
  const range = (from: number, to: number): void => {
    const width = Math.min(100, Math.max(to - from, 2));
    start = Math.max(0, Math.min(from, 100 - width));
    end = start + width;
    chart.dispatchAction({ type: "dataZoom", dataZoomIndex: 0, start, end });
  };
  chart.on("datazoom", () => {
    const zoomed = (chart.getOption()["dataZoom"] as { start: number; end: number }[] | undefined)?.[0];
    if (zoomed) [start, end] = [zoomed.start, zoomed.end];
  });
  new ResizeObserver(() => {
    chart.resize();
    draw();
  }).observe(host);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  return {
    show(curve) {
      shown = curve;
      draw();
    },
    zoom(factor) {
      const [middle, half] = [(start + end) / 2, (end - start) / 2 / factor];
      range(middle - half, middle + half);
    },
    pan(part) {
      const step = (end - start) * part;
      range(start + step, end + step);
    },
    fit: () => range(0, 100),
  };
}

// curveSvg draws a whole curve for a file.
export function curveSvg(curve: Curve, look: Look, width: number, height: number): string {
  const chart: ECharts = init(null, undefined, { renderer: "svg", ssr: true, width, height });
  chart.setOption(optionOf(curve, look, { start: 0, end: 100, narrow: false }));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg.replace(/<style[\s\S]*?<\/style>/g, ""); // what happens under a mouse
}

interface Sight {
  start: number;
  end: number;
  narrow: boolean;
}

function optionOf(curve: Curve, look: Look, { start, end, narrow }: Sight): Parameters<ECharts["setOption"]>[0] {
  const [ink, soft, line] = [look("ink"), look("ink-soft"), look("line")];
  const { below } = curve;
  const label = { color: soft, fontSize: narrow ? 10 : 12 };
  const across = { min: 0, max: curve.weeks, type: "value" as const, containShape: false };
  const foot = below ? 1 : 0; // the grid with the labels of weeks
  const sides = { left: curve.percent ? 48 : 60, right: 20, outerBoundsMode: "none" as const };
  const grids = below
    ? [{ ...sides, top: 36, bottom: narrow ? 132 : 146 }, { ...sides, height: narrow ? 52 : 66, bottom: 50 }]
    : [{ ...sides, top: 36, bottom: 50 }];
  const months = {
    ...across, gridIndex: foot, position: "bottom" as const, offset: 22, axisLine: { show: false, onZero: false }, splitLine: { show: false },
    axisTick: { show: true, length: 18, lineStyle: { color: look("line-strong") }, customValues: [0, ...curve.months.map(({ to }) => to)] },
    axisLabel: { ...label, hideOverlap: true, customValues: curve.months.map(({ from, to }) => (from + to) / 2), formatter: (at: number) => monthAt(curve, at) },
    axisPointer: { show: false },
  };
  const weeks = (gridIndex: number, labelled: boolean): object => ({
    ...across, gridIndex, minInterval: 1, splitNumber: narrow ? 5 : 18, axisLine: { lineStyle: { color: line }, onZero: !labelled }, axisTick: { show: labelled }, splitLine: { lineStyle: { color: line, opacity: 0.6 } },
    axisLabel: { ...label, show: labelled, hideOverlap: true, formatter: (at: number) => (Number.isInteger(at) ? curve.label(at) : "") },
    axisPointer: { label: { show: false } },
  });
  const height = { type: "value" as const, axisLabel: { ...label, formatter: curve.percent ? "{value}%" : shortened }, splitLine: { lineStyle: { color: line } } };
  return {
    animation: false, // figures that change at once are drawn where they are
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily.replaceAll('"', "'"), color: ink } /* a file writes it between double quotes */,
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, backgroundColor: look("sheet-raised"), borderColor: look("line-strong"), textStyle: { color: ink, fontSize: 13 },
      axisPointer: { type: "line", snap: true, lineStyle: { color: look("line-strong") } }, formatter: (told: unknown) => curve.tip(weekOf(told)),
    },
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    dataZoom: [{ type: "inside", xAxisIndex: below ? [0, 1, 2] : [0, 1], start, end, zoomOnMouseWheel: "ctrl", moveOnMouseWheel: "shift", moveOnMouseMove: true, filterMode: "none" }],
    grid: grids,
    xAxis: below ? [weeks(0, false), weeks(1, true), months] : [weeks(0, true), months],
    yAxis: [
      { ...height, ...(curve.percent ? { min: 0, max: 100, interval: narrow ? 25 : 10 } : {}) },
      ...(below ? [{ ...height, gridIndex: 1, splitNumber: 2, axisLabel: { ...label, formatter: "{value}" }, name: below.name, nameLocation: "middle" as const, nameGap: 32, nameTextStyle: label }] : []),
    ],
    series: [...curve.lines.map((one, at) => lineOf(one, curve, look, at === 0)), ...(below ? [barsOf(below, look)] : [])],
  } as Parameters<ECharts["setOption"]>[0];
}

function monthAt({ months }: Curve, at: number): string {
  return months.find(({ from, to }) => Math.abs((from + to) / 2 - at) < 1e-6)?.label ?? "";
}

function weekOf(told: unknown): number {
  const [first] = told as { data?: unknown; value?: unknown }[];
  const value = first?.value;
  return Array.isArray(value) ? Number(value[0]) : 0;
}

function points(values: CurveLine["values"]): [number, number][] {
  return values.flatMap((value, week): [number, number][] => (value === null ? [] : [[week, Number(value)]]));
}

function lineOf({ name, token, dashed, dotted, values }: CurveLine, curve: Curve, look: Look, marked: boolean): object {
  const drawn = look(token);
  return {
    name, type: "line", data: points(values), symbol: dashed ? "circle" : dotted ? "triangle" : "diamond", symbolSize: curve.weeks > 120 ? 0 : curve.weeks > 60 ? 4 : 7, showAllSymbol: true, itemStyle: { color: drawn },
    lineStyle: { width: dashed ? 2.5 : 3, color: drawn, ...(dashed ? { type: [7, 4] } : dotted ? { type: [2, 3] } : {}) }, z: dashed ? 2 : 3,
    ...(marked ? { markLine: { symbol: "none", silent: true, animation: false, data: curve.marks.map((mark, i) => markOf(mark, look, i % 2 === 1 && Math.abs(mark.at - (curve.marks[i - 1]?.at ?? 0)) < curve.weeks / 5)) } } : {}),
  };
}

// markOf is a moment; its label stands higher where another is near.
function markOf({ at, label, token, dashed }: Curve["marks"][number], look: Look, higher: boolean): object {
  const drawn = look(token);
  return { xAxis: at, lineStyle: { color: drawn, width: 2, type: dashed ? [6, 4] : "solid" }, label: { formatter: label, color: drawn, fontSize: 11, position: "end", distance: higher ? 18 : 4 } };
}

function barsOf({ name, values }: CurveLine, look: Look): object {
  return {
    name, type: "bar", xAxisIndex: 1, yAxisIndex: 1, barMaxWidth: 14, barMinWidth: 1,
    data: points(values).map(([week, value]) => ({ value: [week, value], itemStyle: { color: look(value < 0 ? "bad" : "good") } })),
  };
}
