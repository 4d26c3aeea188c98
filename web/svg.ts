// Drawings as text: the same one goes onto the page, where style sheets colour it by its
// classes, and into a file, where colours stand in attributes.

type Value = string | number | undefined;

// tag writes an element. Numbers are cut to tenths of a pixel; what is undefined is left out.
export function tag(name: string, attributes: Record<string, Value>, ...content: string[]): string {
  let text = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === "") continue;
    text += ` ${key}="${typeof value === "number" ? tenths(value) : escaped(value)}"`;
  }
  return content.length > 0 ? `${text}>${content.join("")}</${name}>` : `${text}/>`;
}

// words writes a text.
export function words(x: number, y: number, text: string, attributes: Record<string, Value> = {}): string {
  return tag("text", { x, y, ...attributes }, escaped(text));
}

function tenths(value: number): string {
  return String(Math.round(value * 10) / 10);
}

// escaped makes a text safe within an element or an attribute.
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

// Paint gives a part of a drawing its look: on the page a class, in a file the attributes.
export type Paint = (part: string) => Record<string, Value>;

// byClass leaves the look to the style sheet.
export const byClass: Paint = (part) => ({ class: `d-${part}` });

// clipped shortens a text to about a width, for a mean width of its letters.
export function clipped(text: string, width: number, size: number): string {
  const most = Math.max(1, Math.floor(width / (size * 0.54)));
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}
