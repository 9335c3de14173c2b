/** What a schema found wrong, as zod reports it. */
interface ShapeProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Problems that a sentence names; a document of another kind has one for nearly every member. */
const named = 3;

/**
 * What a schema's error says, in one line: `environments.0.layers: Invalid input: expected array, received undefined`. `undefined`
 * for every other error. It is told by its members, so that zod need not be loaded.
 */
export function shapeProblemsText(thrown: unknown): string | undefined {
  const { name, issues } = thrown instanceof Error ? (thrown as Error & { readonly issues?: unknown }) : {};
  if (!/^\$?ZodError$/.test(name ?? "") || !Array.isArray(issues)) return undefined;
  const problems = issues as readonly ShapeProblem[];
  const texts = problems.slice(0, named).map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  const more = problems.length - texts.length;
  return [...texts, ...(more > 0 ? [`${more} more`] : [])].join("; ");
}
