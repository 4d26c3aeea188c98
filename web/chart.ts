// Charts: with chart-curve.ts the only module that knows what draws them. Pages load it when a chart is to be
// seen, and keep the same figures as a table beside it; values are texts with all their
// digits, which become numbers here for nothing but the length of a bar.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type ECharts } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

// Point is one value. Text is how it is printed, colour the name of a token, such as "good".
export interface Point {
  label: string;
  value: string;
  text: string;
  colour?: string;
  line?: string; // of a Pareto chart: the cumulated share in percent
}

export type Kind = "bars" | "line" | "ring" | "pareto";

export interface ChartOptions {
  // open is called when a point is clicked, where points lead anywhere.
  open?(at: number): void;
}

interface Drawn {
  chart: ECharts;
  kind: Kind;
  points: readonly Point[];
}

const drawn = new Map<HTMLElement, Drawn>();
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const at = drawn.get(target as HTMLElement);
    if (!at || !target.isConnected) continue;
    const before = isNarrow(at.chart);
    at.chart.resize();
    if (isNarrow(at.chart) !== before) show(at); // the legend moves
  }
});
new MutationObserver(() => {
  for (const at of drawn.values()) show(at);
}).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });

// drawChart shows points in host, or shows others there.
export function drawChart(host: HTMLElement, kind: Kind, points: readonly Point[], options: ChartOptions = {}): void {
  for (const [other, { chart }] of drawn) {
    if (other.isConnected) continue;
    sizes.unobserve(other);
    chart.dispose();
    drawn.delete(other);
  }
  host.hidden = false;
  const before = drawn.get(host);
  const chart = before?.chart ?? init(host);
  const at = { chart, kind, points };
  show(at);
  drawn.set(host, at);
  if (before) return;
  sizes.observe(host);
  if (options.open) chart.on("click", ({ dataIndex }) => options.open?.(dataIndex));
}

function show({ chart, kind, points }: Drawn): void {
  chart.setOption(optionOf(kind, points, isNarrow(chart)), true);
}

// isNarrow tells that a legend has no room beside its ring.
function isNarrow(chart: ECharts): boolean {
  return chart.getWidth() < 400;
}

// colour reads a token of the page as it is now.
export function colour(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim();
}

const series = 10; // tokens --chart-1 to --chart-10

function optionOf(kind: Kind, points: readonly Point[], narrow: boolean): Parameters<ECharts["setOption"]>[0] {
  const ink = colour("ink");
  const soft = colour("ink-soft");
  const family = getComputedStyle(document.body).fontFamily;
  const shared = {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 300,
    textStyle: { fontFamily: family, color: ink },
    tooltip: {
      renderMode: "richText" as const, // drawn: a tooltip of HTML would need styles within it
      confine: true, backgroundColor: colour("sheet-raised"), borderColor: colour("line-strong"), textStyle: { color: ink, fontSize: 13 },
      formatter: (shown: unknown) => tooltipOf(points, shown),
    },
  };
  if (kind === "ring") return { ...shared, ...ring(points, ink, soft, narrow) };
  return { ...shared, ...axes(kind, points, soft) };
}

function tooltipOf(points: readonly Point[], shown: unknown): string {
  const { dataIndex } = shown as { dataIndex: number };
  const point = points[dataIndex];
  if (!point) return "";
  return `${point.label}\n${point.text}${point.line === undefined ? "" : `\nkumulatif ${point.line.replace(".", ",")}%`}`;
}

function colourOf(point: Point, at: number): string {
  return colour(point.colour ?? `chart-${(at % series) + 1}`);
}

function ring(points: readonly Point[], ink: string, soft: string, narrow: boolean): object {
  const byName = new Map(points.map((point) => [point.label, point]));
  return {
    legend: {
      type: "scroll", ...(narrow ? { orient: "horizontal", bottom: 0 } : { orient: "vertical", right: 0, top: "middle" }), icon: "roundRect", itemWidth: 12, itemHeight: 12, textStyle: { color: ink, fontSize: 12, width: 150, overflow: "truncate" },
      pageTextStyle: { color: soft }, pageIconColor: colour("accent-ink"), pageIconInactiveColor: colour("line-strong"),
      formatter: (name: string) => `${name} (${byName.get(name)?.text ?? ""})`,
    },
    series: [{
      type: "pie", radius: narrow ? ["40%", "68%"] : ["48%", "78%"], center: narrow ? ["50%", "42%"] : ["26%", "50%"], label: { show: false }, itemStyle: { borderColor: colour("sheet"), borderWidth: 2 },
      data: points.map((point, at) => ({ name: point.label, value: Number(point.value), itemStyle: { color: colourOf(point, at) } })),
    }],
  };
}

function axes(kind: Kind, points: readonly Point[], soft: string): object {
  const line = colour("line");
  const label = { color: soft, fontSize: 12 };
  const value = { type: "value", axisLabel: { ...label, formatter: shortened }, splitLine: { lineStyle: { color: line } }, minInterval: kind === "bars" ? 1 : 0 };
  const own = points.some((point) => point.colour);
  const heights = points.map((point, at) => ({ value: Number(point.value), itemStyle: own ? { color: colourOf(point, at) } : {} }));
  const first = kind === "line"
    ? { type: "line", symbolSize: 8, lineStyle: { width: 3 }, itemStyle: { color: colour("accent") }, data: heights }
    : { type: "bar", barMaxWidth: 40, itemStyle: { color: colour("accent"), borderRadius: [3, 3, 0, 0] }, data: heights };
  const cumulated = kind === "pareto"
    ? [{ type: "line", yAxisIndex: 1, symbolSize: 5, lineStyle: { width: 2 }, itemStyle: { color: colour("ink-soft") }, data: points.map((point) => Number(point.line)) }]
    : [];
  return {
    grid: { left: 8, right: kind === "pareto" ? 8 : 16, top: 16, bottom: 8, containLabel: true },
    xAxis: {
      type: "category", data: points.map((point) => point.label), axisLine: { lineStyle: { color: line } }, axisTick: { show: false },
      axisLabel: kind === "pareto" ? { show: false } : label,
    },
    yAxis: kind === "pareto" ? [value, { type: "value", min: 0, max: 100, axisLabel: { ...label, formatter: "{value}%" }, splitLine: { show: false } }] : value,
    series: [first, ...cumulated],
  };
}

const sizesInWords: [number, string][] = [[1e12, " T"], [1e9, " M"], [1e6, " jt"], [1e3, " rb"]];

// shortened is a figure beside an axis: 1,5 M for one and a half milliards.
export function shortened(figure: number): string {
  const [size, word] = sizesInWords.find(([from]) => Math.abs(figure) >= from) ?? [1, ""];
  return `${new Intl.NumberFormat("id-ID", { maximumFractionDigits: 1 }).format(figure / size)}${word}`;
}
