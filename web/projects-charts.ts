// The tables of the dashboard as charts. The tables stay, for those who read rather than see.
import { drawChart, type Kind, type Point } from "./chart";

// drawTables draws every table of a panel above it, and folds the table away.
export function drawTables(panel: HTMLElement): void {
  for (const figure of panel.querySelectorAll<HTMLElement>("[data-chart]")) {
    const canvas = figure.querySelector<HTMLElement>("[data-canvas]");
    if (!canvas) continue;
    const rows = [...figure.querySelectorAll<HTMLTableRowElement>("tbody tr")];
    const points = rows.map(({ cells, dataset }): Point => ({
      label: cells[0]?.textContent ?? "", text: cells[1]?.textContent ?? "", value: dataset["value"] ?? "0",
      ...(dataset["colour"] ? { colour: dataset["colour"] } : {}),
    }));
    drawChart(canvas, figure.dataset["chart"] as Kind, points, { open: (at) => figure.querySelectorAll<HTMLTableRowElement>("tbody tr")[at]?.querySelector("a")?.click() });
    const table = figure.querySelector<HTMLDetailsElement>("details");
    if (table && !figure.dataset["drawn"]) table.open = false;
    figure.dataset["drawn"] = "yes";
  }
}
