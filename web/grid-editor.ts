// The one text field of a grid, laid over the cell that is being edited: with suggestions, and
// with a preview of what the text will become. It decides nothing; grid.ts reads its text.
import type { Preview, Suggestion } from "./grid-source";
import type { Box } from "./grid-view";

export interface EditorOptions {
  box: () => Box | null; // of the cell, wherever it has been scrolled to
  label: string; // row and column, for people who hear it
  text: string;
  figure: boolean;
  suggest?: (text: string) => Suggestion[] | Promise<Suggestion[]>;
  preview?: (text: string) => Preview | Promise<Preview>;
  chosen(): void; // a suggestion was taken that is all there is to enter
  left(): void; // the focus went elsewhere
}

let count = 0;

export class Editor {
  readonly field = document.createElement("input");
  private readonly below = document.createElement("div");
  private readonly list = document.createElement("div");
  private readonly said = document.createElement("div");
  private options: EditorOptions | null = null;
  private suggestions: Suggestion[] = [];
  private selected = -1;
  private asked = 0; // of answers that come late, only the newest counts

  constructor(private readonly host: HTMLElement) {
    const id = `grid-editor-${++count}`;
    this.field.className = "grid-editor";
    this.field.autocomplete = "off";
    this.field.spellcheck = false;
    this.field.setAttribute("role", "combobox");
    this.field.setAttribute("aria-autocomplete", "list");
    this.field.setAttribute("aria-controls", `${id}-list`);
    this.field.setAttribute("aria-describedby", `${id}-said`);
    this.list.id = `${id}-list`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Saran");
    this.said.id = `${id}-said`;
    this.said.setAttribute("role", "status");
    this.below.className = "grid-below";
    this.below.popover = "manual";
    this.below.append(this.said, this.list);
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("blur", () => this.options?.left());
    this.list.addEventListener("pointerdown", (event) => this.pick(event));
    addEventListener("scroll", () => this.follow(), { capture: true, passive: true });
  }

  get open(): boolean {
    return this.options !== null;
  }

  get text(): string {
    return this.field.value;
  }

  // start shows the field over a cell.
  start(options: EditorOptions): void {
    this.options = options;
    this.field.classList.toggle("is-figure", options.figure);
    this.field.setAttribute("aria-label", options.label);
    this.field.value = options.text;
    this.refuse("");
    this.host.append(this.field, this.below);
    this.follow();
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(options.text.length, options.text.length);
    this.typed();
  }

  // stop hides the field; its text is gone.
  stop(): void {
    this.options = null; // before removing, which takes the focus
    this.asked++;
    this.hideBelow();
    this.field.remove();
    this.below.remove();
  }

  // insert types for the person, where the caret is.
  insert(text: string): void {
    this.field.setRangeText(text, this.field.selectionStart ?? 0, this.field.selectionEnd ?? 0, "end");
    this.typed();
  }

  // refuse keeps the text and says what is wrong with it; "" takes that back.
  refuse(reason: string): void {
    this.field.setAttribute("aria-invalid", String(reason !== ""));
    this.field.classList.toggle("is-wrong", reason !== "");
    this.say({ text: reason, wrong: true });
  }

  // key handles keys of an open list of suggestions, and reports whether it did.
  key(event: KeyboardEvent): boolean {
    if (this.suggestions.length === 0 || event.altKey || event.ctrlKey || event.metaKey) return false;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        const step = event.key === "ArrowDown" ? 1 : -1;
        const places = this.suggestions.length + 1; // one for none
        this.select(((this.selected + 1 + step + places) % places) - 1);
        return true;
      }
      case "Enter":
      case "Tab":
        return this.selected >= 0 && !this.take(this.selected);
      case "Escape":
        this.show([]);
        return true;
    }
    return false;
  }

  private typed(): void {
    const { options } = this;
    if (!options) return;
    const asked = ++this.asked;
    const { text } = this;
    this.select(-1); // typing on is no choice
    if (this.field.classList.contains("is-wrong")) this.refuse("");
    const suggesting = options.suggest?.(text) ?? [];
    const previewing = options.preview?.(text) ?? { text: "" };
    const newest = (): boolean => this.asked === asked;
    if (Array.isArray(suggesting)) this.show(suggesting);
    else void suggesting.then((list) => newest() && this.show(list), () => newest() && this.show([]));
    if ("text" in previewing) this.say(previewing);
    else void previewing.then((preview) => newest() && this.say(preview), () => newest() && this.say({ text: "" }));
  }

  private say(preview: Preview): void {
    this.said.textContent = preview.text;
    this.said.classList.toggle("is-wrong", preview.wrong === true);
    this.said.hidden = preview.text === "";
    this.follow();
  }

  // show lists suggestions. What was chosen while they were on their way stays chosen.
  private show(suggestions: Suggestion[]): void {
    const chosen = this.suggestions[this.selected];
    this.suggestions = suggestions;
    this.selected = -1;
    this.list.replaceChildren(...suggestions.map((suggestion, i) => this.line(suggestion, i)));
    this.list.hidden = suggestions.length === 0;
    this.field.setAttribute("aria-expanded", String(suggestions.length > 0));
    this.field.removeAttribute("aria-activedescendant");
    if (chosen) this.select(suggestions.findIndex(({ text, label }) => text === chosen.text && label === chosen.label));
    this.follow();
  }

  private line(suggestion: Suggestion, place: number): HTMLElement {
    const line = document.createElement("div");
    line.id = `${this.list.id}-${place}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.dataset["place"] = String(place);
    const label = document.createElement("span");
    label.textContent = suggestion.label ?? suggestion.text;
    line.append(label);
    if (suggestion.detail) {
      const detail = document.createElement("small");
      detail.textContent = suggestion.detail;
      line.append(detail);
    }
    return line;
  }

  private select(place: number): void {
    const lines = this.list.children;
    lines[this.selected]?.setAttribute("aria-selected", "false");
    this.selected = place;
    const line = lines[place];
    if (!line) {
      this.field.removeAttribute("aria-activedescendant");
      return;
    }
    line.setAttribute("aria-selected", "true");
    line.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", line.id);
  }

  private pick(event: PointerEvent): void {
    event.preventDefault(); // the field keeps the focus
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-place]") : null;
    if (line && this.take(Number(line.dataset["place"]))) this.options?.chosen();
  }

  // take puts a suggestion into the field, and reports whether it is all there is to enter.
  private take(place: number): boolean {
    const suggestion = this.suggestions[place];
    if (!suggestion) return false;
    const caret = this.field.selectionStart ?? this.text.length;
    const from = suggestion.from ?? 0;
    const rest = suggestion.from === undefined ? "" : this.text.slice(caret);
    this.field.value = this.text.slice(0, from) + suggestion.text + rest;
    const end = from + suggestion.text.length;
    this.field.setSelectionRange(end, end);
    this.show([]);
    if (!suggestion.commit) this.typed();
    return suggestion.commit === true;
  }

  // follow keeps the field over its cell, and suggestions and preview under the field in front
  // of everything.
  follow(): void {
    const box = this.options?.box();
    if (!box || !this.field.isConnected) return;
    const origin = this.host.getBoundingClientRect();
    this.field.style.left = `${box.left - origin.left}px`;
    this.field.style.top = `${box.top - origin.top}px`;
    this.field.style.width = `${box.width}px`;
    this.field.style.height = `${box.height}px`;
    this.field.classList.toggle("is-away", !box.inSight);
    if (!box.inSight || (this.said.hidden && this.list.hidden)) {
      this.hideBelow();
      return;
    }
    if (!this.below.matches(":popover-open")) this.below.showPopover();
    const { style } = this.below;
    style.minWidth = `${box.width}px`;
    style.left = `${Math.max(4, Math.min(box.left, innerWidth - this.below.offsetWidth - 4))}px`;
    const under = box.top + box.height + this.below.offsetHeight + 4 <= innerHeight;
    style.top = `${under ? box.top + box.height + 2 : Math.max(4, box.top - this.below.offsetHeight - 2)}px`;
  }

  private hideBelow(): void {
    if (this.below.matches(":popover-open")) this.below.hidePopover();
  }
}
