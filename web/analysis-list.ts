// The list of pekerjaan beside an analysis: narrowed by text and by source, walked with the
// arrow keys. Which one was looked at last is remembered for the project, on both pages.
import { complain } from "./notice";
import { Failure, onChange, project } from "./client";
import { readTree, type Pekerjaan, type Tree } from "./tree";

export const sources = { ref: "REF", ref_modified: "MOD", custom: "KUSTOM" } as const;

export const sourceNames = { ref: "Referensi", ref_modified: "Referensi (Dimodifikasi)", custom: "Kustom" } as const;

export interface ListOptions {
  // chosen is called with the pekerjaan to show; work asks to go on working there.
  chosen(pekerjaan: Pekerjaan, work: boolean): void;
}

export class AnalysisList {
  private readonly list = part<HTMLElement>("[data-list]");
  private readonly search = part<HTMLInputElement>("[data-list-search]");
  private readonly said = part<HTMLElement>("[data-list-said]");
  private readonly buttons = [...document.querySelectorAll<HTMLButtonElement>("[data-source]")];
  private readonly marks = new Map<number, string>();
  private all: Pekerjaan[] = [];
  private drawn = "";
  private source = "";
  private now = 0;

  constructor(private readonly options: ListOptions) {
    this.search.addEventListener("input", () => this.narrow());
    this.search.addEventListener("keydown", (event) => this.searching(event));
    this.list.addEventListener("keydown", (event) => this.walk(event));
    this.list.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLElement>("a[data-pekerjaan]") : null;
      if (!link || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.choose(idOf(link), event.detail === 0); // a click by Enter goes on to the analysis
    });
    for (const button of this.buttons) {
      button.addEventListener("click", () => {
        this.source = button.dataset["source"] ?? "";
        this.narrow();
      });
    }
    document.addEventListener("keydown", (event) => {
      const target = event.target as HTMLElement;
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, .grid, dialog")) return;
      event.preventDefault();
      this.search.focus();
      this.search.select();
    });
    addEventListener("hashchange", () => this.choose(named(), true));
    onChange(() => {
      this.refresh().catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        if (!error.again) complain(error.message);
      });
    });
  }

  // start reads the list and returns what is to be shown: what the address names, else what
  // was looked at last, else the first.
  async start(): Promise<Pekerjaan | undefined> {
    await this.refresh();
    const find = (id: number): Pekerjaan | undefined => this.pekerjaan(id);
    const first = find(named()) ?? find(Number(localStorage.getItem(memory) ?? "0")) ?? this.all[0];
    if (first) this.mark(first.id);
    return first;
  }

  // pekerjaan returns one of the list.
  pekerjaan(id: number): Pekerjaan | undefined {
    return this.all.find((one) => one.id === id);
  }

  // every lists them all, in their order.
  every(): readonly Pekerjaan[] {
    return this.all;
  }

  // note writes something beside a pekerjaan; "" takes it away.
  note(id: number, text: string): void {
    if (text) this.marks.set(id, text);
    else this.marks.delete(id);
    const place = this.link(id)?.querySelector<HTMLElement>("[data-note]");
    if (place) place.textContent = text;
  }

  private choose(id: number, work: boolean): void {
    const chosen = this.pekerjaan(id);
    if (!chosen) return;
    this.mark(id);
    this.options.chosen(chosen, work);
  }

  private mark(id: number): void {
    this.now = id;
    for (const link of this.list.querySelectorAll("a[aria-current]")) link.removeAttribute("aria-current");
    const link = this.link(id);
    link?.setAttribute("aria-current", "true");
    link?.scrollIntoView({ block: "nearest" });
    history.replaceState(null, "", `#p${id}`);
    try {
      localStorage.setItem(memory, String(id));
    } catch {
      // storage is switched off: nothing is remembered
    }
  }

  private async refresh(): Promise<void> {
    const tree = await readTree();
    const same = JSON.stringify(tree);
    if (same === this.drawn) return;
    this.drawn = same;
    this.all = tree.klasifikasi.flatMap(({ sub }) => sub.flatMap(({ pekerjaan }) => pekerjaan));
    const focused = this.list.contains(document.activeElement);
    this.list.replaceChildren(...this.lines(tree));
    this.narrow();
    if (this.now) this.mark(this.now);
    if (focused) this.link(this.now)?.focus();
  }

  private lines(tree: Tree): HTMLElement[] {
    const lines: HTMLElement[] = [];
    for (const klasifikasi of tree.klasifikasi) {
      lines.push(headed(klasifikasi.number, klasifikasi.name, 0));
      for (const sub of klasifikasi.sub) {
        lines.push(headed(sub.number, sub.name, 1), ...sub.pekerjaan.map((one) => this.line(one)));
      }
    }
    return lines;
  }

  private line(one: Pekerjaan): HTMLElement {
    const link = document.createElement("a");
    link.href = `#p${one.id}`;
    link.dataset["pekerjaan"] = String(one.id);
    const name = span("list-name", one.snapshot_uraian ?? "Tanpa uraian");
    const kode = span("list-kode", [one.snapshot_kode, one.snapshot_satuan].filter(Boolean).join(" · "));
    const badge = span(`list-badge is-${one.source_type}`, sources[one.source_type]);
    badge.title = sourceNames[one.source_type];
    const note = span("list-note", this.marks.get(one.id) ?? "");
    note.dataset["note"] = "";
    link.append(span("list-number", one.number), name, badge, kode, note);
    const line = document.createElement("li");
    line.append(link);
    return line;
  }

  private narrow(): void {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const button of this.buttons) {
      const of = button.dataset["source"] ?? "";
      button.setAttribute("aria-pressed", String(of === this.source));
      const count = button.querySelector("[data-count]");
      if (count) count.textContent = String(this.all.filter(({ source_type }) => !of || source_type === of).length);
    }
    const shown = new Set<number>();
    for (const one of this.all) {
      const text = `${one.snapshot_kode ?? ""} ${one.snapshot_uraian ?? ""}`.toLowerCase();
      if ((!this.source || one.source_type === this.source) && words.every((word) => text.includes(word))) shown.add(one.id);
    }
    this.show(shown);
    this.said.textContent = shown.size === this.all.length ? "" : `${shown.size} dari ${this.all.length} pekerjaan`;
  }

  // show hides the others, and the headings with nothing under them.
  private show(ids: ReadonlySet<number>): void {
    const above: (HTMLElement | undefined)[] = [];
    for (const line of this.list.querySelectorAll<HTMLElement>(":scope > li")) {
      const link = line.querySelector<HTMLElement>("a");
      if (!link) {
        above[Number(line.dataset["level"])] = line;
        line.hidden = true;
        continue;
      }
      line.hidden = !ids.has(idOf(link));
      if (!line.hidden) for (const heading of above) if (heading) heading.hidden = false;
      if (!line.hidden) above.length = 0;
    }
  }

  private visible(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("li:not([hidden]) > a")];
  }

  private searching(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      this.search.value = "";
      this.narrow();
    } else if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      this.go(this.visible()[0]);
    }
  }

  private walk(event: KeyboardEvent): void {
    const links = this.visible();
    const at = links.findIndex((link) => link === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (to < 0) this.search.focus();
    else this.go(links[to]);
  }

  private go(link: HTMLElement | undefined): void {
    if (!link) return;
    link.focus();
    this.choose(idOf(link), false);
  }

  private link(id: number): HTMLElement | null {
    return this.list.querySelector<HTMLElement>(`a[data-pekerjaan="${id}"]`);
  }
}

// frozenColumns is how many columns stay in sight: none on a phone, which they would fill.
export function frozenColumns(): number {
  return matchMedia("(max-width: 48rem)").matches ? 0 : 2;
}

const memory = `takar-analysis-${project}`;

function named(): number {
  return Number(/^#p(\d+)$/.exec(location.hash)?.[1] ?? "0");
}

function idOf(link: HTMLElement): number {
  return Number(link.dataset["pekerjaan"]);
}

function part<Part extends HTMLElement>(selector: string): Part {
  const found = document.querySelector<Part>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

function span(className: string, text: string): HTMLElement {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}

function headed(number: string, name: string, level: number): HTMLElement {
  const line = document.createElement("li");
  line.className = `list-heading level-${level}`;
  line.dataset["level"] = String(level);
  line.textContent = `${number}. ${name}`;
  return line;
}
