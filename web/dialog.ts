// Questions to people, in a sheet over the page. Escape, a click beside it and the button to
// cancel all mean no; the focus goes back to where it was.

// Choice is one answer that a question offers.
export interface Choice<Value extends string> {
  value: Value;
  label: string;
  danger?: boolean; // it destroys something
}

export interface Question<Value extends string> {
  title: string;
  body?: string | Node;
  choices: readonly Choice<Value>[];
  cancel?: string; // label of the button to cancel, "Batal" by default
}

// ask shows a question and returns the chosen value, or null. The focus starts on the first
// choice, or on the way out where a choice destroys something.
export function ask<Value extends string>(question: Question<Value>): Promise<Value | null> {
  const dialog = makeDialog("sheet-dialog question");
  const title = document.createElement("h2");
  title.id = "dialog-title";
  title.textContent = question.title;
  dialog.setAttribute("aria-labelledby", title.id);
  const buttons = document.createElement("div");
  buttons.className = "actions";
  let chosen: Value | null = null;
  const add = (label: string, className: string, value: Value | null): HTMLButtonElement => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `btn ${className}`;
    button.textContent = label;
    button.addEventListener("click", () => {
      chosen = value;
      dialog.close();
    });
    buttons.append(button);
    return button;
  };
  const made = question.choices.map(({ value, label, danger }, at) =>
    add(label, danger ? "btn-danger" : at === 0 ? "btn-primary" : "btn-outline-primary", value),
  );
  const cancel = add(question.cancel ?? "Batal", "btn-outline-secondary", null);
  dialog.append(title);
  if (question.body !== undefined) dialog.append(paragraphs(question.body));
  dialog.append(buttons);
  const answer = open(dialog).then(() => chosen);
  (question.choices.some(({ danger }) => danger) ? cancel : (made[0] ?? cancel)).focus();
  return answer;
}

// makeDialog makes an empty dialog for open.
export function makeDialog(className: string): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = className;
  return dialog;
}

// open shows a dialog above everything else, and resolves once it is closed and gone.
export function open(dialog: HTMLDialogElement): Promise<void> {
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target === dialog && beside(dialog, event)) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve();
    });
  });
}

function beside(dialog: HTMLElement, { clientX, clientY }: PointerEvent): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

function paragraphs(body: string | Node): Node {
  if (typeof body !== "string") return body;
  const all = document.createDocumentFragment();
  for (const text of body.split("\n")) {
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    all.append(paragraph);
  }
  return all;
}
