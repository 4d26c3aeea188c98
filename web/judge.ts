// Typed numbers are judged by the one parser of the server.
import { send } from "./client";
import type { Judged } from "./grid";

// Accepted is what judging leaves of a text: what is stored, and how it is shown.
export interface Accepted {
  value: string | null;
  shown: string;
  late?: boolean; // not judged yet: the server could not be reached
}

// unjudged takes a text as it is, to be judged before it is sent.
export function unjudged(text: string): Judged {
  return { value: { value: null, shown: text.trim(), late: true } satisfies Accepted };
}

interface JudgedNumber {
  value: string | null;
  text: string;
  error?: string;
}

// judgeNumbers asks the server's parser what typed texts mean.
export async function judgeNumbers(items: { field: string; text: string }[]): Promise<Judged[]> {
  const { items: judged } = await send<{ items: JudgedNumber[] }>("POST", "/detail_project/api/numbers/", { items });
  return judged.map(verdict);
}

// verdict reads one line of such an answer.
export function verdict({ value, text, error }: JudgedNumber): Judged {
  return error ? { refused: error } : { value: { value, shown: text } satisfies Accepted };
}
