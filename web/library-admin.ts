// The administration of the library: values are corrected in a dialog, findings settled without
// leaving the list, and an upload shows how far it is. All of it are forms of the pages, which
// work without this script too.
import "./library";
import { makeDialog, open } from "./dialog";
import { fetchPage, replace, type Fetched } from "./library-page";
import { complain, say } from "./notice";

const noAnswer = "Server tidak menjawab. Isian Anda masih di sini: coba lagi sebentar.";

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-correct]") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  void correct(link);
});

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.dataset["busy"] !== undefined) setTimeout(() => rest(form)); // after the form was read
  if (form.dataset["swap"] === undefined) return;
  event.preventDefault();
  void swap(form, event.submitter);
});

document.querySelector<HTMLFormElement>("[data-upload]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  upload(event.target as HTMLFormElement);
});

// rest says that a long command is under way, and keeps it from being sent twice.
function rest(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (!button) return;
  button.disabled = true;
  button.textContent = form.dataset["busy"] ?? "";
}

// send sends a form as a browser would, and returns the page that it leads to.
function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<Fetched | null> {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) if (typeof value === "string") values.append(name, value);
  return fetchPage(form.action, { method: "POST", body: values });
}

// sayNotice tells what the fetched page would have told at its top.
function sayNotice(page: Document): void {
  const text = page.querySelector("main > .note-good")?.textContent;
  if (text) say(text);
}

// remembered is the last reason, for the next of many alike.
const remembered = "takar-alasan-koreksi";

// correct shows the form of one value in a dialog. Enter saves; a refused form stays open.
async function correct(link: HTMLAnchorElement): Promise<void> {
  const page = await fetchPage(link.href);
  if (!page) {
    complain("Formulir koreksi tidak dapat dibuka. Periksa jaringan, lalu coba lagi.");
    return;
  }
  const dialog = makeDialog("sheet-dialog correct-dialog");
  dialog.setAttribute("aria-labelledby", "koreksi-judul");
  const show = (content: Document): boolean => {
    const form = content.querySelector<HTMLFormElement>("[data-correct-form]");
    if (!form) return false;
    form.classList.remove("panel");
    dialog.replaceChildren(document.adoptNode(form));
    const title = form.querySelector("h2");
    if (title) title.id = "koreksi-judul";
    form.querySelector("[data-cancel]")?.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    });
    const why = form.querySelector<HTMLInputElement>("[name=why]");
    if (why && !why.value) why.value = sessionStorage.getItem(remembered) ?? "";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void save(form);
    });
    return true;
  };
  const save = async (form: HTMLFormElement): Promise<void> => {
    const why = form.querySelector<HTMLInputElement>("[name=why]")?.value ?? "";
    const after = await send(form, null);
    if (!after) {
      complain(noAnswer);
      return;
    }
    if (show(after.content)) {
      focusValue(dialog);
      return;
    }
    sessionStorage.setItem(remembered, why);
    const address = link.getAttribute("href") ?? "";
    dialog.close();
    replace(after.content, "[data-region]");
    replace(after.content, "[data-library-results]");
    document.querySelector<HTMLElement>(`a[data-correct][href="${CSS.escape(address)}"]`)?.focus();
    sayNotice(after.content);
  };
  if (!show(page.content)) {
    complain("Nilai ini tidak dapat dikoreksi lagi. Muat ulang halamannya.");
    return;
  }
  void open(dialog);
  focusValue(dialog);
}

function focusValue(dialog: HTMLElement): void {
  const value = dialog.querySelector<HTMLInputElement | HTMLSelectElement>("[name=value]");
  value?.focus();
  if (value instanceof HTMLInputElement) value.select();
}

// swap settles findings and shows the list as it is then, where it was.
async function swap(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const why = form.querySelector<HTMLInputElement>("[name=why]")?.value ?? "";
  const row = submitter?.closest("li");
  const at = row ? [...(row.parentElement?.children ?? [])].indexOf(row) : -1;
  const sent = send(form, submitter); // reads the form: only then its button may rest
  if (submitter instanceof HTMLButtonElement) submitter.disabled = true;
  const page = await sent;
  if (submitter instanceof HTMLButtonElement) submitter.disabled = false;
  if (!page?.content.querySelector("[data-region]")) {
    complain(noAnswer);
    return;
  }
  replace(page.content, "[data-region]");
  sayNotice(page.content);
  const refused = document.querySelector<HTMLElement>("[data-region] > .note-bad");
  const field = document.querySelector<HTMLInputElement>("[data-region] [name=why]");
  if (field) field.value = why;
  if (refused) {
    refused.tabIndex = -1;
    refused.focus();
    return;
  }
  const next = document.querySelectorAll<HTMLElement>(".findings > li")[Math.max(at, 0)];
  (next?.querySelector<HTMLElement>("button, input, select") ?? field)?.focus({ preventScroll: at >= 0 });
}

// upload sends the file and tells how far it is; reading it takes a moment too.
function upload(form: HTMLFormElement): void {
  const sign = form.querySelector<HTMLElement>("[data-upload-progress]");
  const said = form.querySelector<HTMLElement>("[data-upload-said]");
  const bar = form.querySelector("progress");
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (!sign || !said || !bar || !button) return;
  const most = Number(form.dataset["upload"]);
  const size = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0]?.size ?? 0;
  if (size > most * 2 ** 20) {
    complain(`Berkas terlalu besar: paling banyak ${most} MB.`);
    return;
  }
  const busy = (yes: boolean): void => {
    sign.hidden = !yes;
    button.disabled = yes;
  };
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
    if (!lengthComputable) return;
    bar.value = Math.round((loaded * 100) / total);
    said.textContent = `Mengunggah … ${bar.value}%`;
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    said.textContent = "Membaca dan memeriksa isinya …";
  });
  request.addEventListener("load", () => {
    if (new URL(request.responseURL).pathname !== new URL(form.action).pathname) {
      location.assign(request.responseURL);
      return;
    }
    busy(false);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const problems = page.querySelector<HTMLElement>("main .note-bad");
    form.parentElement?.querySelector(":scope > .note-bad")?.remove();
    if (!problems) {
      complain(page.querySelector("main h1")?.textContent ?? "Berkas tidak dapat diunggah.");
      return;
    }
    problems.tabIndex = -1;
    form.before(problems);
    problems.focus();
  });
  request.addEventListener("error", () => {
    busy(false);
    complain("Unggahan terputus. Periksa jaringan, lalu coba lagi.");
  });
  said.textContent = "Mengunggah …";
  bar.value = 0;
  busy(true);
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(new FormData(form));
}
