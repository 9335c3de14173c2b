import type { Problem } from "../../change/index.ts";
import { type Block, line, list, message, tone } from "../document/index.ts";

/** What could not be done, environment by environment, with everything that is known about it. */
export function problemsSection(
  failures: readonly { readonly environment: string; readonly problem: Problem }[],
  title: string,
): readonly Block[] {
  return failures.flatMap(({ environment, problem }) => [
    line(tone("failed", `${environment}: ${title}`), message(` ${problem.message}`)),
    ...(problem.details.length > 0 ? [list(problem.details.map((detail) => [message(detail)]))] : []),
  ]);
}
