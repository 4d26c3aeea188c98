// Finding by a few letters: words in any order, with or without the dots of a code, and with
// one wrong letter where nothing fits exactly.

// searchable brings a text into the form in which texts are compared: m² is m2, é is e, and a
// code stands there once more without its dots.
export function searchable(...parts: (string | null | undefined)[]): string {
  const plain = parts.map((part) => fold(part ?? "")).join(" ");
  const bare = plain.split(" ").filter((word) => /^[\w-]*(\.[\w-]+)+$/.test(word));
  return [plain, ...bare.map((word) => word.replaceAll(".", ""))].join(" ");
}

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}

// wordsOf returns the words of a query, in that form.
export function wordsOf(query: string): string[] {
  return fold(query).split(" ").filter(Boolean);
}

// rank tells how well a searchable text fits: 0 for words that begin as the query does, 1 for
// words in the middle of others, 2 for words with one wrong letter; null for a text that does
// not fit.
export function rank(text: string, words: readonly string[]): 0 | 1 | 2 | null {
  if (words.every((word) => text.startsWith(word) || text.includes(` ${word}`))) return 0;
  if (words.every((word) => text.includes(word))) return 1;
  const tokens = text.split(" ");
  const fits = (word: string): boolean => text.includes(word) || (word.length >= 4 && tokens.some((token) => near(word, token)));
  return words.every(fits) ? 2 : null;
}

// near reports whether a token begins as a word does, but for one letter that is wrong, too
// many, missing, or changed places with its neighbour.
function near(word: string, token: string): boolean {
  let at = 0;
  while (at < word.length && word[at] === token[at]) at++;
  const rest = word.slice(at);
  const tail = token.slice(at);
  return (
    tail.slice(1).startsWith(rest.slice(1)) || // wrong
    tail.startsWith(rest.slice(1)) || // too many
    tail.slice(1).startsWith(rest) || // missing
    (rest[0] === tail[1] && rest[1] === tail[0] && tail.slice(2).startsWith(rest.slice(2)))
  );
}
