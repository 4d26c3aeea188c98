// Who belongs to a project: asks before somebody loses their place. Everything else the forms
// do by themselves.
import { ask } from "./dialog";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void confirmed(form);
  });
}
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-place]")) watchPlace(form);

async function confirmed(form: HTMLFormElement): Promise<void> {
  const { confirm = "", explain = "", do: label = "" } = form.dataset;
  if (await ask({ title: confirm, body: explain, choices: [{ value: "yes", label, danger: true }] })) form.submit();
}

// watchPlace offers to save a place once it differs from what is stored.
function watchPlace(form: HTMLFormElement): void {
  const place = form.querySelector("select");
  const button = form.querySelector("button");
  if (!place || !button) return;
  const stored = place.value;
  const show = (): void => {
    button.hidden = place.value === stored;
  };
  place.addEventListener("change", show);
  show();
}
