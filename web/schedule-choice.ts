// Asks what becomes of the schedules of projects whose dates are to change. The server tells
// what each choice would do; nothing is stored before one is made.
import { Failure, type DateEffect, type ScheduleChoice } from "./client";
import { makeDialog, open } from "./dialog";

// Words of the question: what its button does, and what is told to who does not choose.
interface Words {
  save: string;
  nothing: string;
}

const saving: Words = { save: "Simpan dengan pilihan ini", nothing: "Belum ada yang disimpan" };

// restoring are the words of commands that put back what was deleted.
export const restoring: Words = { save: "Pulihkan dengan pilihan ini", nothing: "Belum ada yang dipulihkan" };

// unchosen is the code of the Failure when nobody chose.
export const unchosen = "UNCHOSEN";

// withScheduleChoices carries out a command that may need choices, by the path of the
// parameter that makes each. It asks until the server is content; who does not want to choose
// gets a Failure that says that nothing was stored.
export async function withScheduleChoices<Answer>(command: (chosen: ReadonlyMap<string, string>) => Promise<Answer>, words: Words = saving): Promise<Answer> {
  const chosen = new Map<string, string>();
  for (;;) {
    try {
      return await command(chosen);
    } catch (error) {
      if (!(error instanceof Failure) || error.schedules.length === 0) throw error;
      const answers = await askSchedules(error.schedules, words);
      if (!answers) throw new Failure(409, `${words.nothing}: jadwalnya belum dipilih.`, unchosen);
      for (const [path, choice] of answers) chosen.set(path, choice);
    }
  }
}

// askSchedules shows the effects of all choices and returns what was chosen by path, or null.
async function askSchedules(asked: readonly ScheduleChoice[], words: Words): Promise<Map<string, string> | null> {
  const dialog = makeDialog("sheet-dialog schedule-choice");
  const form = document.createElement("form");
  const title = heading();
  dialog.setAttribute("aria-labelledby", title.id);
  form.append(title, text("p", `Pilih apa yang terjadi dengan jadwalnya. ${words.nothing}.`), ...asked.map(group), actions(words.save, () => dialog.close()));
  dialog.append(form);
  let chosen: Map<string, string> | null = null;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(form);
    chosen = new Map(asked.map(({ path }) => [path, String(data.get(path) ?? "")]));
    dialog.close();
  });
  const closed = open(dialog);
  (form.querySelector<HTMLElement>("input:checked") ?? form.querySelector<HTMLElement>("input"))?.focus();
  await closed;
  return chosen;
}

function heading(): HTMLElement {
  const title = text("h2", "Tanggal proyek berubah");
  title.id = "schedule-choice-title";
  return title;
}

// group is one project; the usual choice is made unless it costs a part of the plan.
function group({ path, nama, choices }: ScheduleChoice, at: number): HTMLElement {
  const fieldset = document.createElement("fieldset");
  fieldset.append(text("legend", nama), ...choicesOf(path, choices, `schedule-choice-${at}`));
  return fieldset;
}

// choicesOf are buttons of that name, one for each choice, with what it does under it; ids
// begin with prefix.
export function choicesOf(name: string, choices: readonly DateEffect[], prefix: string): HTMLElement[] {
  return choices.flatMap(({ choice, label, text: sentences, cut }, index) => {
    const effect = document.createElement("ul");
    effect.id = `${prefix}-${index}`;
    effect.append(...sentences.map((sentence) => text("li", sentence)));
    const radio = document.createElement("input");
    radio.type = "radio";
    radio.className = "form-check-input";
    radio.name = name;
    radio.value = choice;
    radio.required = true;
    radio.checked = index === 0 && cut.length === 0;
    radio.setAttribute("aria-describedby", effect.id);
    const line = document.createElement("label");
    line.className = "check";
    line.append(radio, ` ${label}`);
    return [line, effect];
  });
}

function actions(label: string, cancel: () => void): HTMLElement {
  const row = document.createElement("div");
  row.className = "actions";
  const save = document.createElement("button");
  save.className = "btn btn-primary";
  save.textContent = label;
  const back = document.createElement("button");
  back.type = "button";
  back.className = "btn btn-outline-secondary";
  back.textContent = "Kembali";
  back.addEventListener("click", cancel);
  row.append(save, back);
  return row;
}

function text(tag: string, content: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = content;
  return element;
}
