// The Gantt chart: the rows of the work list with two bars each, rencana over realisasi. Only
// what is in sight is drawn, so that a long schedule scrolls as a short one does. Names are a
// tree that keys walk through; the drawing shows what their labels say.
import { onSchedule, type Schedule } from "./jadwal-data";
import { drawBody, drawHead, drawSign, headHeight, rowHeight, signs, span, type Chart, type Window } from "./jadwal-draw";
import { projectName, saveDrawing, type Format } from "./jadwal-export";
import { fileName } from "./jadwal-name";
import { watchBars } from "./jadwal-gantt-drag";
import { nameOf, rowTable } from "./jadwal-gantt-words";
import { askMove, moveBar } from "./jadwal-move";
import { ganttPages, ganttSheet } from "./jadwal-paper";
import { ends, ganttRows, unfolded, type GanttRow } from "./jadwal-rows";
import { dayOf, fitted, limited, Scale, zoomMonth, zoomWeek } from "./jadwal-time";
import { byClass } from "./svg";
import { today } from "./today";

const spare = { rows: 8, pixels: 400 }; // drawn beyond what is in sight
const endRoom = 64; // behind the last week, for labels

type Zoom = "week" | "month" | "fit" | "";

export function mount(panel: HTMLElement): void {
  const gantt = new Gantt(panel);
  onSchedule((schedule) => gantt.take(schedule));
}

export class Gantt {
  private schedule: Schedule | null = null;
  private all: GanttRow[] = [];
  rows: GanttRow[] = [];
  scale = new Scale([], 1);
  private readonly folded = new Set<string>();
  private chosen = ""; // id of the row that keys are on
  private zoom: Zoom = "";
  private perWeek = zoomMonth;
  private drawn: Window | null = null;
  private frame = 0;
  private day = today(); // asked for at every change, not at every picture
  private readonly writable = document.querySelector<HTMLElement>("[data-sheet]")?.dataset["writable"] !== undefined;
  readonly scroller: HTMLElement;
  private readonly space: HTMLElement;
  private readonly stage: HTMLElement;
  private readonly names: HTMLElement;
  private readonly list: HTMLElement;
  private readonly head: SVGSVGElement;
  readonly body: SVGSVGElement;
  private readonly content: SVGGElement;

  constructor(private readonly panel: HTMLElement) {
    const host = this.part("[data-gantt]");
    host.innerHTML = `<div class="gantt-scroll"><div class="gantt-space"><div class="gantt-stage"><div class="gantt-corner" aria-hidden="true">Uraian pekerjaan</div>` +
      `<svg class="gantt-head" aria-hidden="true"></svg><div class="gantt-names" role="tree" tabindex="0" aria-label="Pekerjaan dalam Gantt"><div class="gantt-list" role="presentation"></div></div>` +
      `<svg class="gantt-body" aria-hidden="true"><g></g><g class="gantt-ghost"></g></svg><div class="gantt-tip" hidden></div></div></div></div>`;
    const find = <E extends Element>(selector: string): E => host.querySelector<E>(selector) as E;
    [this.scroller, this.space, this.stage, this.names, this.list] = [find(".gantt-scroll"), find(".gantt-space"), find(".gantt-stage"), find(".gantt-names"), find(".gantt-list")];
    [this.head, this.body, this.content] = [find(".gantt-head"), find(".gantt-body"), find(".gantt-body > g")];
    this.scroller.addEventListener("scroll", () => this.soon());
    this.scroller.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    this.names.addEventListener("keydown", (event) => this.onKey(event));
    this.names.addEventListener("focus", () => this.choose(this.chosen || this.rows[0]?.id || "", false));
    this.names.addEventListener("click", (event) => this.onName(event));
    this.names.addEventListener("dblclick", (event) => this.openAt((event.target as Element).closest<HTMLElement>("[data-id]")?.dataset["id"] ?? ""));
    watchBars(this, find<HTMLElement>(".gantt-tip"), find<SVGGElement>(".gantt-ghost"), this.writable, (row, to) => void moveBar(row, to));
    this.watchTools();
    new ResizeObserver(() => this.resized()).observe(this.scroller);
    const main = panel.closest("main");
    if (main) new ResizeObserver(() => this.takeRest(host)).observe(main); // what stands above may grow
    addEventListener("resize", () => this.takeRest(host));
    this.takeRest(host);
    addEventListener("beforeprint", () => this.forPaper());
  }

  get current(): Schedule | null {
    return this.schedule;
  }

  // take shows a schedule; zoom, place and what is folded away stay.
  take(schedule: Schedule): void {
    const first = this.schedule === null;
    this.schedule = schedule;
    this.day = today();
    this.all = ganttRows(schedule);
    this.rows = unfolded(this.all, this.folded);
    if (first) this.begin();
    else this.lay();
    this.showLegend();
    const table = this.part<HTMLDetailsElement>("[data-gantt-table]");
    if (table.open) this.showTable(table);
  }

  // begin chooses a zoom that shows much and can be read.
  private begin(): void {
    const width = this.chartWidth();
    if (!this.schedule || width <= 0) return; // not in sight yet
    const fit = fitted(this.schedule.timeline, width);
    if (fit >= zoomMonth) this.setZoom("fit");
    else {
      this.setZoom("month");
      this.toDay(this.schedule.summary.status_date ?? today());
    }
  }

  private chart(rows: readonly GanttRow[] = this.rows): Chart | null {
    return this.schedule && { schedule: this.schedule, rows, scale: this.scale, today: this.day };
  }

  private get namesWidth(): number {
    return this.names.offsetWidth;
  }

  private chartWidth(): number {
    return this.scroller.clientWidth - this.namesWidth - (this.scroller.clientWidth > 0 ? endRoom : 0);
  }

  // setZoom chooses a scale by its name, or a width of a week; what lies at x of the chart
  // stays there.
  setZoom(zoom: Zoom, perWeek = 0, x = 0): void {
    if (!this.schedule) return;
    const day = this.scale.perDay > 0 && this.zoom !== "" || perWeek > 0 ? this.scale.from + (this.scroller.scrollLeft + x) / this.scale.perDay : NaN;
    this.zoom = zoom;
    this.perWeek = zoom === "week" ? zoomWeek : zoom === "month" ? zoomMonth : zoom === "fit" ? fitted(this.schedule.timeline, this.chartWidth()) : limited(perWeek);
    for (const button of this.panel.querySelectorAll<HTMLElement>("[data-zoom]")) button.setAttribute("aria-pressed", String(button.dataset["zoom"] === zoom));
    this.lay();
    if (Number.isFinite(day)) this.scroller.scrollLeft = this.scale.x(day) - x;
    this.draw();
  }

  private zoomBy(factor: number, x = this.chartWidth() / 2): void {
    this.setZoom("", this.perWeek * factor, x);
  }

  // lay takes over rows and zoom, and draws anew.
  private lay(): void {
    if (!this.schedule) return;
    this.scale = new Scale(this.schedule.timeline.weeks, this.perWeek / 7);
    this.space.style.width = `${this.namesWidth + this.scale.width + endRoom}px`;
    this.space.style.height = `${headHeight + this.rows.length * rowHeight + 1}px`;
    this.drawn = null;
    this.draw();
  }

  // takeRest takes the height that is left in the window.
  private takeRest(host: HTMLElement): void {
    if (host.offsetParent === null) return;
    const top = Math.round(host.getBoundingClientRect().top + scrollY);
    host.style.setProperty("--gantt-height", `calc(100dvh - ${top}px - 4.5rem - var(--foot-height, 0px))`);
  }

  private resized(): void {
    if (this.scroller.clientWidth === 0) return;
    this.stage.style.width = `${this.scroller.clientWidth}px`;
    this.stage.style.height = `${this.scroller.clientHeight}px`;
    if (this.zoom === "" && this.drawn === null) this.begin();
    else if (this.zoom === "fit") this.setZoom("fit");
    else this.draw();
  }

  private soon(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  // draw brings what is in sight onto the page; as long as it was drawn already, it only moves.
  private draw(): void {
    const chart = this.chart();
    if (!chart || this.scroller.clientWidth === 0) return;
    const { scrollLeft, scrollTop, clientHeight } = this.scroller;
    const width = this.scroller.clientWidth - this.namesWidth;
    const seen: Window = {
      first: Math.floor(scrollTop / rowHeight), last: Math.min(this.rows.length, Math.ceil((scrollTop + clientHeight - headHeight) / rowHeight)),
      left: scrollLeft, right: scrollLeft + width,
    };
    const { drawn } = this;
    if (!drawn || seen.first < drawn.first || seen.last > drawn.last || seen.left < drawn.left || (seen.right > drawn.right && drawn.right < this.scale.width + endRoom)) {
      this.drawn = {
        first: Math.max(0, seen.first - spare.rows), last: Math.min(this.rows.length, seen.last + spare.rows),
        left: Math.max(0, seen.left - spare.pixels), right: Math.min(this.scale.width + endRoom, seen.right + spare.pixels),
      };
      this.content.innerHTML = drawBody(chart, this.drawn, byClass);
      this.drawNames(this.drawn);
    }
    this.head.innerHTML = `<g transform="translate(${-scrollLeft} 0)">${drawHead(chart, { ...seen, right: Math.min(seen.right, this.scale.width) }, byClass)}</g>`;
    for (const part of this.body.querySelectorAll(":scope > g")) part.setAttribute("transform", `translate(${-scrollLeft} ${-scrollTop})`);
    this.list.style.transform = `translateY(${-scrollTop}px)`;
  }

  private drawNames({ first, last }: Window): void {
    const schedule = this.schedule;
    if (!schedule) return;
    this.list.replaceChildren(...this.rows.slice(first, last).map((row, i) => {
      const item = nameOf(row, this.all, this.folded.has(row.id), schedule);
      item.id = `gantt-${row.id}`;
      item.style.top = `${(first + i) * rowHeight}px`;
      item.setAttribute("aria-selected", String(row.id === this.chosen));
      return item;
    }));
    if (this.rows.slice(first, last).some(({ id }) => id === this.chosen)) this.names.setAttribute("aria-activedescendant", `gantt-${this.chosen}`);
    else this.names.removeAttribute("aria-activedescendant");
  }

  // choose sets the row that keys are on, and brings it into sight.
  choose(id: string, intoSight = true): void {
    const at = this.rows.findIndex((row) => row.id === id);
    if (at < 0) return;
    this.chosen = id;
    if (intoSight) {
      const room = this.scroller.clientHeight - headHeight - rowHeight;
      this.scroller.scrollTop = Math.min(at * rowHeight, Math.max(this.scroller.scrollTop, at * rowHeight - room));
      this.barIntoSight(at);
    }
    this.drawn = null;
    this.draw();
    const move = this.panel.querySelector<HTMLButtonElement>("[data-move]");
    if (move) move.disabled = this.rows[at]?.level !== 2;
  }

  private barIntoSight(at: number): void {
    const row = this.rows[at];
    const extent = row && (ends(row.planned) ?? ends(row.actual));
    const place = extent && span(this.scale, extent);
    const { scrollLeft } = this.scroller;
    const width = this.chartWidth();
    if (place && (place.x > scrollLeft + width - 20 || place.x + place.width < scrollLeft + 20)) this.scroller.scrollLeft = Math.max(0, place.x - 40);
  }

  private toDay(date: string): void {
    this.scroller.scrollLeft = this.scale.x(dayOf(date)) - this.chartWidth() / 2;
    this.draw();
  }

  private fold(ids: Iterable<string>, folded: boolean): void {
    for (const id of ids) {
      if (folded) this.folded.add(id);
      else this.folded.delete(id);
    }
    this.rows = unfolded(this.all, this.folded);
    if (this.chosen && !this.rows.some(({ id }) => id === this.chosen)) this.chosen = this.rows[0]?.id ?? "";
    this.lay();
  }

  private openAt(id: string): void {
    const row = this.rows.find((other) => other.id === id);
    if (row?.level === 2 && this.writable && this.schedule) askMove(row, this.schedule);
  }

  private onName({ target }: MouseEvent): void {
    const id = (target as Element).closest<HTMLElement>("[data-id]")?.dataset["id"] ?? "";
    this.choose(id, false);
    if ((target as Element).closest(".gantt-fold")) this.fold([id], !this.folded.has(id));
  }

  private onWheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const x = event.clientX - this.body.getBoundingClientRect().left;
    this.zoomBy(event.deltaY < 0 ? 1.25 : 0.8, Math.max(0, x));
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.rows.findIndex(({ id }) => id === this.chosen);
    const row = this.rows[at];
    const to = (index: number): void => this.choose(this.rows[Math.max(0, Math.min(this.rows.length - 1, index))]?.id ?? "");
    const page = Math.max(1, Math.floor((this.scroller.clientHeight - headHeight) / rowHeight) - 1);
    const heading = row !== undefined && row.level < 2;
    const sideways = (step: number): void => void (this.scroller.scrollLeft += step * Math.max(this.perWeek, 40));
    const keys: Record<string, () => void> = {
      ArrowDown: () => to(at + 1), ArrowUp: () => to(at - 1), PageDown: () => to(at + page), PageUp: () => to(at - page), Home: () => to(0), End: () => to(this.rows.length - 1),
      ArrowRight: () => (event.shiftKey ? sideways(1) : heading && this.folded.has(row.id) ? this.fold([row.id], false) : to(at + 1)),
      ArrowLeft: () => (event.shiftKey ? sideways(-1) : heading && !this.folded.has(row.id) ? this.fold([row.id], true) : this.choose(row?.parent ?? "")),
      Enter: () => (heading ? this.fold([row.id], !this.folded.has(row.id)) : this.openAt(this.chosen)),
      "+": () => this.zoomBy(1.25), "=": () => this.zoomBy(1.25), "-": () => this.zoomBy(0.8), "0": () => this.setZoom("fit"),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  private watchTools(): void {
    const on = (selector: string, act: (button: HTMLElement) => void): void => {
      for (const button of this.panel.querySelectorAll<HTMLElement>(selector)) button.addEventListener("click", () => act(button));
    };
    on("[data-zoom]", (button) => this.setZoom(button.dataset["zoom"] as Zoom));
    on("[data-zoom-in]", () => this.zoomBy(1.5));
    on("[data-zoom-out]", () => this.zoomBy(1 / 1.5));
    on("[data-to-today]", () => this.toDay(today()));
    on("[data-fold-all]", () => this.fold(this.all.filter(({ level }) => level === 1).map(({ id }) => id), true));
    on("[data-unfold-all]", () => this.fold([...this.folded], false));
    on("[data-move]", () => this.openAt(this.chosen));
    on("[data-save-chart]", (button) => this.save(button.dataset["saveChart"] as Format));
    const table = this.part<HTMLDetailsElement>("[data-gantt-table]");
    table.addEventListener("toggle", () => {
      if (table.open) this.showTable(table);
    });
  }

  private showTable(details: HTMLElement): void {
    if (this.schedule) details.querySelector("[data-table]")?.replaceChildren(rowTable(this.all, this.schedule));
  }

  private showLegend(): void {
    const chart = this.chart();
    if (!chart) return;
    const at = { ...chart, scale: new Scale(chart.schedule.timeline.weeks, 1) };
    this.part("[data-legend]").innerHTML = signs(at).map((sign) => `<li><svg width="24" height="12" aria-hidden="true">${drawSign(sign, 0, 0, byClass)}</svg>${sign.label}</li>`).join("");
  }

  // save makes a file of the whole chart, as it is zoomed and folded.
  private save(format: Format): void {
    const chart = this.chart();
    if (!chart) return;
    const [project, date] = [projectName(), this.day];
    void saveDrawing(ganttSheet(chart, { title: "Gantt rencana dan realisasi", project, date }), fileName("gantt", project, date), format);
  }

  // forPaper draws all rows on sheets: paper does not scroll.
  private forPaper(): void {
    const chart = this.chart();
    if (!chart || this.panel.hidden) return;
    const pages = ganttPages(chart, { title: "Gantt rencana dan realisasi", project: projectName(), date: this.day });
    this.part("[data-gantt-print]").innerHTML = pages.map(({ svg }) => `<div class="site-page">${svg}</div>`).join("");
  }

  private part<E extends HTMLElement = HTMLElement>(selector: string): E {
    const found = this.panel.querySelector<E>(selector);
    if (!found) throw new Error(`the panel has no ${selector}`);
    return found;
  }
}
