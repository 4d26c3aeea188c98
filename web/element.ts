// Elements that scripts make.

// made returns an element with a class and a text.
export function made<Name extends keyof HTMLElementTagNameMap>(name: Name, className = "", text = ""): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

// button returns a button that is told from others by what it does (data-act).
export function button(act: string, text: string, className: string): HTMLButtonElement {
  const element = made("button", className, text);
  element.type = "button";
  element.dataset["act"] = act;
  return element;
}
