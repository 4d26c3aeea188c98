// Opens the dialog of exports wherever a page offers one, and tells of documents that another
// page of this tab began. What the dialog is made of is loaded when it is wanted.
import { complain } from "./notice";

// watchExports makes links with data-export open the dialog; without it they lead to Dokumen.
export function watchExports(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-export]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void openFor((link.dataset["export"] ?? "").split(" "));
  });
  if (sessionStorage.getItem("takar-exports")) void import("./export-job").then(({ resume }) => resume());
}

let opening = false;

async function openFor(kinds: string[]): Promise<void> {
  if (opening) return;
  opening = true;
  const dialog = await import("./export-dialog").catch(() => null);
  if (dialog) await dialog.openExport(kinds).finally(() => (opening = false));
  else complain("Ekspor tidak dapat dibuka: server tidak terjangkau. Coba lagi.");
  opening = false;
}
