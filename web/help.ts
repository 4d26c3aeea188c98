// The user guide: F1 anywhere, and ? where nothing is typed, open what it says about the page.

export function watchHelp(): void {
  const link = document.querySelector<HTMLAnchorElement>("[data-help]");
  if (!link) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const writing = event.target instanceof Element && event.target.closest("input, textarea, select, .grid, dialog");
    if (event.key !== "F1" && (event.key !== "?" || writing)) return;
    event.preventDefault(); // the browser's own help
    link.click();
  });
}
