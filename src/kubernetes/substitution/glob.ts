type Token =
  | { readonly kind: "any-text" }
  | { readonly kind: "any" }
  | { readonly kind: "one"; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

/**
 * The lengths in characters of the shortest and the longest beginning of `text` that a pattern matches, none for no match: `*`, `?`,
 * `[a-z]`, `[^a-z]` and `\` before a character. An empty beginning does not count, and a malformed pattern matches nothing.
 *
 * Takes time in proportion to both lengths, however many stars the pattern has.
 */
export function matchedBeginnings(
  text: readonly string[],
  pattern: readonly string[],
): readonly [number, number] | undefined {
  const tokens = tokensOf(pattern);
  if (tokens === undefined) return undefined;
  let states = closed(new Set([0]), tokens);
  let found: [number, number] | undefined;
  for (const [index, character] of text.entries()) {
    const next = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (token?.kind === "any-text") next.add(state);
      else if (token?.kind === "any" || (token?.kind === "one" && isIn(character, token))) next.add(state + 1);
    }
    states = closed(next, tokens);
    if (states.has(tokens.length)) found = [found?.[0] ?? index + 1, index + 1];
    if (states.size === 0) break;
  }
  return found;
}

/** `*` may match nothing. */
function closed(states: Set<number>, tokens: readonly Token[]): Set<number> {
  for (const state of states) if (tokens[state]?.kind === "any-text") states.add(state + 1);
  return states;
}

function isIn(character: string, { negated, ranges }: Extract<Token, { readonly kind: "one" }>): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    negated !== ranges.some(([low, high]) => (low.codePointAt(0) ?? 0) <= code && code <= (high.codePointAt(0) ?? 0))
  );
}

function tokensOf(pattern: readonly string[]): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? "";
    if (character === "*") tokens.push({ kind: "any-text" });
    else if (character === "?") tokens.push({ kind: "any" });
    else if (character === "[") {
      const group = groupAt(pattern, at + 1);
      if (group === undefined) return undefined;
      tokens.push(group.token);
      at = group.end;
    } else {
      if (character === "\\") at += 1;
      const one = pattern[at];
      if (one === undefined) return undefined;
      tokens.push({ kind: "one", negated: false, ranges: [[one, one]] });
    }
  }
  return tokens;
}

/** @param from after the `[` */
function groupAt(
  pattern: readonly string[],
  from: number,
): { readonly token: Token; readonly end: number } | undefined {
  const negated = pattern[from] === "^";
  let at = negated ? from + 1 : from;
  const member = (): string | undefined => {
    const first = pattern[at];
    if (first === undefined || first === "-" || first === "]") return undefined;
    const taken = first === "\\" ? pattern[at + 1] : first;
    at += first === "\\" ? 2 : 1;
    return at < pattern.length ? taken : undefined;
  };
  const ranges: [string, string][] = [];
  while (pattern[at] !== "]" || ranges.length === 0) {
    const low = member();
    const isRange = low !== undefined && pattern[at] === "-";
    if (isRange) at += 1;
    const high = isRange ? member() : low;
    if (low === undefined || high === undefined) return undefined;
    ranges.push([low, high]);
  }
  return { token: { kind: "one", negated, ranges }, end: at };
}
