// Searching as people mean it: capitals do not matter.

export const holds = (text: string, query: string) => text.toLowerCase().includes(query.toLowerCase());

/** The text in pieces: those at odd places match. One piece if nothing does. */
export function matchesIn(text: string, query: string): string[] {
  if (!query) return [text];
  const low = text.toLowerCase();
  const want = query.toLowerCase();
  // Few letters change their length with their case; then marks would be misplaced.
  if (low.length !== text.length || want.length !== query.length) return [text];
  const out: string[] = [];
  let from = 0;
  for (let at = low.indexOf(want); at >= 0; at = low.indexOf(want, from)) {
    out.push(text.slice(from, at), text.slice(at, at + want.length));
    from = at + want.length;
  }
  out.push(text.slice(from));
  return out;
}
