/** What a schema found wrong, as zod reports it. */
interface ShapeProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Problems that a sentence names; a document of another kind has one for nearly every member. */
const named = 3;

/** What a schema found wrong, in one line: `environments.0.layers: Invalid input: expected array, received undefined`. */
export function shapeProblemsText(problems: readonly ShapeProblem[]): string {
  const texts = problems.slice(0, named).map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  const more = problems.length - texts.length;
  return [...texts, ...(more > 0 ? [`${more} more`] : [])].join("; ");
}

/** Those of a schema's error; `undefined` for every other error. Told by its members, so that zod need not be loaded. */
export function shapeProblemsOf(thrown: unknown): readonly ShapeProblem[] | undefined {
  const { name, issues } = thrown instanceof Error ? (thrown as Error & { readonly issues?: unknown }) : {};
  return /^\$?ZodError$/.test(name ?? "") && Array.isArray(issues) ? (issues as readonly ShapeProblem[]) : undefined;
}
