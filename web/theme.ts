// Light or dark, before the first paint: this script is small and loaded ahead of the
// styles. Without a choice of the user the device decides.
{
  const key = "takar-theme";
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const chosen = (): string => {
    try {
      return localStorage.getItem(key) ?? "auto";
    } catch {
      return "auto"; // storage is switched off: the device decides
    }
  };

  const apply = (choice: string): void => {
    const theme = choice === "light" || choice === "dark" ? choice : dark.matches ? "dark" : "light";
    document.documentElement.dataset["bsTheme"] = theme;
    for (const button of document.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset["themeChoice"] === choice));
    }
  };

  apply(chosen());
  document.addEventListener("DOMContentLoaded", () => apply(chosen()));
  dark.addEventListener("change", () => apply(chosen()));
  addEventListener("storage", () => apply(chosen())); // another tab changed it
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-theme-choice]") : null;
    const choice = button?.dataset["themeChoice"];
    if (!choice) return;
    try {
      localStorage.setItem(key, choice);
    } catch {
      // storage is switched off: the choice holds for this page
    }
    apply(choice);
  });
}
