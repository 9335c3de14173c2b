/**
 * `docs/errors.md`: every error with its code, its kind and exit code, when it is raised and what it says.
 *
 * In:   the sources of `src` and `stacks`: what a class declares, its comment, and what its constructor gives to `super`.
 * Out:  {@link errorReference}.
 * Must not know: what raises an error.
 */
import type { Generator } from "../generator.ts";
import { errorClasses } from "./classes.ts";
import { errorPage } from "./page.ts";

export const errorReference: Generator = {
  name: "reference of the errors",
  generate: (root) => Promise.resolve(new Map([["docs/errors.md", errorPage(errorClasses(root, ["src", "stacks"]))]])),
};
