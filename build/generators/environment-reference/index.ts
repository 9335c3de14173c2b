/**
 * `docs/environment.md`: every key of `environment.yaml`, with an example.
 *
 * In:   the schema, and the example files below `docs/examples`.
 * Out:  {@link environmentReference}. It fails for a key without a description or without an example.
 * Must not know: what values mean.
 */
import { z } from "zod";
import { environmentDocument } from "../../../src/environment/index.ts";
import type { Generator } from "../generator.ts";
import { Examples } from "./examples.ts";
import { environmentPage } from "./page.ts";
import { sectionsOf } from "./schema-sections.ts";

export const environmentReference: Generator = {
  name: "reference of environment.yaml",
  async generate(root) {
    const sections = sectionsOf(z.toJSONSchema(environmentDocument, { io: "input" }));
    return new Map([["docs/environment.md", environmentPage(sections, await Examples.read(root))]]);
  },
};
