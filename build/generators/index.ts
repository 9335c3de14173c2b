/**
 * Everything that is generated and committed.
 *
 * In:   the repository.
 * Out:  {@link generators}: each says which files there are and what they hold.
 * Must not know: whether files are written or only compared (`generate.ts`, `check-generated.ts`).
 */
import { commandReference } from "./command-reference/index.ts";
import { dashboard } from "./dashboard/index.ts";
import { environmentReference } from "./environment-reference/index.ts";
import { environmentSchema } from "./environment-schema.ts";
import { errorReference } from "./error-reference/index.ts";
import { exceptionsSchema } from "./exceptions-schema.ts";
import { gcpFacts } from "./gcp-facts.ts";
import type { Generator } from "./generator.ts";
import { logicalFacts } from "./logical-facts.ts";
import { notificationsSchema } from "./notifications-schema.ts";
import { promotionSchema } from "./promotion-schema.ts";
import { structNumbers } from "./struct-numbers.ts";

export type { Generator } from "./generator.ts";

export const generators: readonly Generator[] = [
  environmentSchema,
  notificationsSchema,
  promotionSchema,
  exceptionsSchema,
  environmentReference,
  commandReference,
  errorReference,
  dashboard,
  structNumbers,
  {
    name: "facts of the gcp provider",
    generate: (root) => Promise.resolve(new Map(Object.entries(gcpFacts(root)))),
  },
  ...["random", "tls"].map((name) => ({
    name: `facts of the ${name} provider`,
    generate: (root: string) => Promise.resolve(new Map(Object.entries(logicalFacts(root, name)))),
  })),
];
