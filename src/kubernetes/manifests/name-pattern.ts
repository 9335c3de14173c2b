/** Whether a name of a file or folder fits. */
export type NamePattern = (name: string) => boolean;

type Step = "many" | ((character: string) => boolean);

/**
 * Reads a pattern for one name, as Go's `path/filepath.Match` does: `*`, `?`, `[a-z]`, `[^a-z]` and `\` before a character that is
 * meant as it is. `undefined` for what Go refuses as malformed.
 *
 * It takes time proportional to the lengths of name and pattern at most, since repositories of others have them.
 */
export function namePattern(written: string): NamePattern | undefined {
  const steps = stepsIn(new Characters(written));
  return steps && ((name) => fits(Array.from(name), steps));
}

class Characters {
  readonly #all: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#all = Array.from(text);
  }

  get next(): string | undefined {
    return this.#all[this.#at];
  }

  take(): string | undefined {
    this.#at += 1;
    return this.#all[this.#at - 1];
  }

  /** Takes the next one if it is this one. */
  skip(character: string): boolean {
    const isNext = this.next === character;
    if (isNext) this.take();
    return isNext;
  }
}

function stepsIn(characters: Characters): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (let next = characters.take(); next !== undefined; next = characters.take()) {
    if (next === "*") steps.push("many");
    else if (next === "?") steps.push(() => true);
    else if (next === "[") {
      const oneOf = classIn(characters);
      if (oneOf === undefined) return undefined;
      steps.push(oneOf);
    } else {
      const meant = next === "\\" ? characters.take() : next;
      if (meant === undefined) return undefined;
      steps.push((character) => character === meant);
    }
  }
  return steps;
}

/** Takes the rest of a class off the characters: it holds a range at least, so a `]` in the first place is malformed. */
function classIn(characters: Characters): Step | undefined {
  const negated = characters.skip("^");
  const ranges: (readonly [from: number, to: number])[] = [];
  while (ranges.length === 0 || !characters.skip("]")) {
    const from = boundIn(characters);
    if (from === undefined) return undefined;
    const to = characters.skip("-") ? boundIn(characters) : from;
    if (to === undefined) return undefined;
    ranges.push([from, to]);
  }
  return (character) => {
    const code = codeOf(character);
    return ranges.some(([from, to]) => from <= code && code <= to) !== negated;
  };
}

function boundIn(characters: Characters): number | undefined {
  const first = characters.take();
  if (first === undefined || first === "-" || first === "]") return undefined;
  const meant = first === "\\" ? characters.take() : first;
  // A class has to end: with no character left it cannot.
  return meant === undefined || characters.next === undefined ? undefined : codeOf(meant);
}

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;

/** The last `*` alone takes more when what follows does not fit: those before it have fitted as early as they can. */
function fits(name: readonly string[], steps: readonly Step[]): boolean {
  let [at, step] = [0, 0];
  let retry: { at: number; readonly step: number } | undefined;
  while (at < name.length || step < steps.length) {
    const wanted = steps[step];
    const character = name[at];
    if (wanted === "many") {
      retry = { at, step };
      step += 1;
    } else if (wanted !== undefined && character !== undefined && wanted(character)) {
      at += 1;
      step += 1;
    } else if (retry !== undefined && retry.at < name.length) {
      retry.at += 1;
      at = retry.at;
      step = retry.step + 1;
    } else return false;
  }
  return true;
}
