import { correctionsJsonSchema } from "../correction/index.ts";
import { environmentJsonSchema, environmentsFolder } from "../environment/index.ts";
import { exceptionsJsonSchema } from "../exceptions/index.ts";
import { notificationsJsonSchema } from "../notify/index.ts";
import { organizationJsonSchema } from "../organization/index.ts";
import { promotionJsonSchema } from "../promotion/index.ts";

/** By path, the JSON Schema of every file that people write under `environments/`. A checkout of this project has the same ones. */
export function jsonSchemas(): Readonly<Record<string, string>> {
  const texts = {
    environment: environmentJsonSchema(),
    promotion: promotionJsonSchema(),
    exceptions: exceptionsJsonSchema(),
    notifications: notificationsJsonSchema(),
    corrections: correctionsJsonSchema(),
    organization: organizationJsonSchema(),
  };
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [`${environmentsFolder}/${name}.schema.json`, text]),
  );
}
