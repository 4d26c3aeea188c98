// Data dokumen: a form that the server renders and judges. Here only what was typed is
// guarded: whoever leaves without saving is asked.
const form = document.querySelector<HTMLFormElement>("form[data-guard]");

if (form) {
  const typed = (): string => new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])).toString();
  const refused = form.querySelector(".field-wrong") !== null || document.querySelector(".note-warn") !== null;
  const stored = refused ? null : typed(); // what a refused form holds is not stored
  let sent = false;
  form.addEventListener("submit", () => {
    sent = true;
  });
  addEventListener("beforeunload", (event) => {
    if (!sent && typed() !== stored) event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    form.requestSubmit();
  });
}
