import { memberOf, textAt } from "../../lib/index.ts";
import type { PropertyMap } from "../../provider/resource-provider.ts";
import { toProgram } from "./checkpoint.ts";
import { inDefaultNamespace } from "./default-namespace.ts";
import { UnsupportedByProvider } from "./errors.ts";
import { templateFunction } from "./helm/template-function.ts";
import { parsedObjects } from "./parsed-yaml.ts";
import type { Session } from "./session.ts";

const refusals: Readonly<Record<string, string>> = {
  "kubernetes:kustomize:directory": "Let the sync agent build the kustomization, or use kubernetes.yaml.ConfigFile.",
};

/** Carries out a function of the package. @throws {UnsupportedByProvider} @throws {HelmMissing} @throws {HelmFailed} */
export async function invokeFunction(session: Session, token: string, args: PropertyMap): Promise<PropertyMap> {
  if (token === "kubernetes:yaml:decode") {
    const objects = parsedObjects(textAt(args, "text") ?? "");
    const namespace = textAt(args, "defaultNamespace");
    const placed = namespace === undefined ? objects : await inDefaultNamespace(session, objects, namespace);
    return { result: toProgram(placed) };
  }
  if (token === "kubernetes:helm:template") return await templateFunction(session, args);
  throw new UnsupportedByProvider({
    token,
    instead: memberOf(refusals, token) ?? "It is no function that this provider knows.",
  });
}
