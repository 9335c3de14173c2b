/** What people read in the comment of a preview, in a form that is compared with what is done. */
export interface Shown {
  /** The first characters of it. */
  readonly commit: string;
  /** By environment, `op name value` of each resource that would change. */
  readonly operations: ReadonlyMap<string, readonly string[]>;
}

/** What a comment shows as its text is displayed; `undefined` where it is of no preview. */
export function shownIn(body: string): Shown | undefined {
  const commit = /^### Preview of `([0-9a-f]{7,40})`/mu.exec(body)?.[1];
  if (commit === undefined) return undefined;
  const operations = new Map<string, readonly string[]>();
  for (const [, names = "", details = ""] of body.matchAll(
    /<summary>([\w, -]+?): what would happen.*?<\/summary>(.*?)<\/details>/gsu,
  ))
    for (const name of names.split(", ")) operations.set(name, operationsIn(details));
  return { commit, operations };
}

/** Of each step, the line of its resource, and the line that its value ends. */
function operationsIn(details: string): readonly string[] {
  const steps = [...details.matchAll(/^[!+-] (\w+) \S+ (\w+)\n((?:[!+-]? {2,}.*\n)*)/gmu)];
  return steps.map(([, op = "", name = "", lines = ""]) => {
    const value = op === "delete" ? "" : (/\bvalue: .*?"(\w+)"$/mu.exec(lines)?.[1] ?? "");
    return `${op} ${name} ${value}`;
  });
}
