// Forms in dialogs: a template of the page holds them, the server tries them
// while they are filled in, and what is refused stays to be mended.
import { Failure, type Problem } from "./client";
import { open } from "./dialog";
import { complain, type Action } from "./notice";

// FormDialog is an open dialog with the parts that all of them have.
export class FormDialog {
  readonly form: HTMLFormElement;
  private readonly result: HTMLElement;
  private asked = 0;
  private timer = 0;

  private constructor(readonly dialog: HTMLDialogElement) {
    this.form = this.part("form");
    this.result = this.part("[data-result]");
    this.part("[data-close]").addEventListener("click", () => dialog.close());
  }

  // make takes a dialog from a template of the page; null where the page has none.
  static make(template: string): FormDialog | null {
    const held = document.querySelector<HTMLTemplateElement>(template);
    const dialog = held?.content.querySelector("dialog")?.cloneNode(true);
    return dialog instanceof HTMLDialogElement ? new FormDialog(dialog) : null;
  }

  // show opens the dialog, and resolves once it is closed.
  show(first: string): Promise<void> {
    const closed = open(this.dialog);
    this.part(first).focus();
    return closed;
  }

  part<Part extends HTMLElement>(selector: string): Part {
    const found = this.dialog.querySelector<Part>(selector);
    if (!found) throw new Error(`the dialog has no ${selector}`);
    return found;
  }

  // text returns what a field holds.
  text(name: string): string {
    const field = this.form.elements.namedItem(name);
    return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement ? field.value : "";
  }

  // fill puts a text into a field.
  fill(name: string, text: string): void {
    const field = this.form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) field.value = text;
  }

  // tell shows the outcome of a trial.
  tell(content: string | Node, wrong = false): void {
    this.result.classList.toggle("is-wrong", wrong);
    this.result.replaceChildren(content);
  }

  // wrong tells what a trial found wrong; false when that is nothing.
  wrong(problems: readonly Problem[]): boolean {
    const [first] = problems;
    if (first) this.tell(sentence(first.message), true);
    return first !== undefined;
  }

  // tried runs a trial now and after every pause in typing; only the last one counts. A trial
  // returns how to show its outcome, or throws what was refused.
  tried(attempt: () => Promise<() => void>): void {
    const run = (): void => {
      const turn = ++this.asked;
      const current = (): boolean => turn === this.asked && this.dialog.isConnected;
      attempt()
        .then((show) => {
          if (current()) show();
        })
        .catch((error: unknown) => {
          if (current()) this.tell(messageOf(error), true);
        });
    };
    this.form.addEventListener("input", () => {
      this.asked++;
      this.part<HTMLButtonElement>("[data-apply]").disabled = true;
      clearTimeout(this.timer);
      this.timer = window.setTimeout(run, 200);
    });
    run();
  }

  // submitted carries out what the dialog is for. What is refused stays to be mended.
  submitted(act: () => Promise<void>): void {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.part<HTMLButtonElement>("[data-apply]").disabled) void this.carryOut(act);
    });
  }

  // carryOut closes the dialog once the server has agreed.
  async carryOut(act: () => Promise<void>): Promise<void> {
    const buttons = [...this.form.querySelectorAll<HTMLButtonElement>(".actions button")];
    const before = buttons.map(({ disabled }) => disabled);
    for (const button of buttons) button.disabled = true;
    try {
      await act();
      this.dialog.close();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.tell(messageOf(error), true);
      this.mark(error);
      buttons.forEach((button, i) => {
        button.disabled = before[i] ?? false;
      });
    }
  }

  // mark says under its field what is wrong with it, and leads to the first unless somebody is typing.
  mark(failure: Failure | null, lead = true): void {
    let first = lead;
    for (const wrong of this.dialog.querySelectorAll<HTMLElement>("[data-wrong]")) {
      const name = wrong.dataset["wrong"] ?? "";
      const problem = failure?.problems.find(({ path }) => path.replace(/_text$/, "") === name);
      wrong.textContent = problem ? sentence(problem.message) : "";
      wrong.hidden = !problem;
      const field = this.form.elements.namedItem(name) ?? this.form.querySelector(`[aria-describedby~="${wrong.id}"]`);
      if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)) continue;
      field.toggleAttribute("aria-invalid", Boolean(problem));
      if (problem && first) field.focus();
      if (problem) first = false;
    }
  }
}

// messageOf is what a person reads of an error.
export function messageOf(error: unknown): string {
  if (!(error instanceof Failure)) throw error;
  const [problem] = error.problems;
  return problem ? sentence(problem.message) : error.message;
}

function sentence(text: string): string {
  const tidy = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(tidy) ? tidy : `${tidy}.`;
}

// undo is offered after an operation; it does what the button above the sheet does.
export const undo: Action = { label: "Urungkan", act: () => document.querySelector<HTMLElement>("[data-undo]")?.click() };

// table lists rows under their headings; `figures` are the columns that are numbers.
export function table(headings: readonly string[], rows: readonly (readonly string[])[], figures: readonly number[] = []): HTMLTableElement {
  const made = document.createElement("table");
  made.className = "sheet";
  const head = made.createTHead().insertRow();
  headings.forEach((name, i) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    if (figures.includes(i)) cell.className = "number";
    head.append(cell);
  });
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((text, i) => {
      const cell = line.insertCell();
      cell.textContent = text;
      if (figures.includes(i)) cell.className = "number";
    });
  }
  return made;
}

// told shows the message of an error that belongs to no dialog.
export function told(error: unknown): void {
  complain(messageOf(error));
}
