/**
 * Everything that is generated and committed.
 *
 * In:   the repository.
 * Out:  {@link generators}: each says which files there are and what they hold.
 * Must not know: whether files are written or only compared (`generate.ts`, `check-generated.ts`).
 */

import { jsonSchemas } from "../../src/cli/json-schemas.ts";
import { commandReference } from "./command-reference/index.ts";
import { dashboard } from "./dashboard/index.ts";
import { environmentReference } from "./environment-reference/index.ts";
import { errorReference } from "./error-reference/index.ts";
import { gcpApiFacts } from "./gcp-api/index.ts";
import { gcpFacts } from "./gcp-facts.ts";
import type { Generator } from "./generator.ts";
import { logicalFacts } from "./logical-facts.ts";
import { structNumbers } from "./struct-numbers.ts";

export type { Generator } from "./generator.ts";

export const generators: readonly Generator[] = [
  {
    name: "JSON Schemas of the files under environments/",
    generate: () => Promise.resolve(new Map(Object.entries(jsonSchemas()))),
  },
  environmentReference,
  commandReference,
  errorReference,
  dashboard,
  structNumbers,
  {
    name: "facts of the gcp provider",
    generate: (root) => Promise.resolve(new Map(Object.entries(gcpFacts(root)))),
  },
  gcpApiFacts,
  ...["random", "tls"].map((name) => ({
    name: `facts of the ${name} provider`,
    generate: (root: string) => Promise.resolve(new Map(Object.entries(logicalFacts(root, name)))),
  })),
];
