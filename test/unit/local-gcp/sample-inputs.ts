import type { TypeFacts } from "../../../src/local/cloud/gcp/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { allowedIn } from "./allowed-values.ts";

/** Types that grant roles, or say what is audited. */
export const GRANT = /I[Aa][Mm](Member|Binding|Policy|AuditConfig)$/;
/** Properties that say where a resource is; two resources of a program have the same values. */
const SCOPE = /^(project|projectId|region|zone|location|parent|organization|organizationId|orgId|folder|folderId)$/;

/** The required inputs of a type. Texts are `<property>-<which>`, but for those of {@link SCOPE}. */
export function inputsOf(facts: TypeFacts, which: string, scope = "scope"): PropertyMap {
  const sample = (name: string, type: string, depth: number): unknown => {
    if (type.startsWith("[")) return [sample(name, type.slice(1, -1), depth)];
    if (type.startsWith("{")) return { key: sample(name, type.slice(1, -1), depth) };
    if (type.startsWith("@") && type.length > 1) {
      const inner = Object.entries(facts.objectType(type.slice(1)) ?? {}).filter(([, { required }]) => required);
      return Object.fromEntries(
        depth > 5 ? [] : inner.map(([key, value]) => [key, sample(key, value.type, depth + 1)]),
      );
    }
    if (type === "n") return 1 + which.length;
    if (type === "b") return true;
    if (name === "role") return "roles/viewer";
    if (/^members?$/.test(name)) return `user:${which}@example.com`;
    return SCOPE.test(name) ? scope : `${name.toLowerCase()}-${which}`;
  };
  const given = Object.entries(facts.inputs).filter(([, { required }]) => required);
  const inputs = {
    ...Object.fromEntries(given.map(([name, { type }]) => [name, sample(name, type, 0)])),
    // The id of a custom role is no required input, and decides which role it is.
    ...(facts.inputs["roleId"] && { roleId: `role_${which}` }),
  };
  return allowedIn(inputs, facts);
}
