import { Environment } from "@marcbachmann/cel-js";
import { registerAddresses } from "./libraries/addresses.ts";
import { registerOptionalEquality } from "./libraries/equality.ts";
import { registerLists } from "./libraries/lists.ts";
import { registerFormats } from "./libraries/named-formats.ts";
import { registerPresence } from "./libraries/presence.ts";
import { registerQuantities } from "./libraries/quantities.ts";
import { registerTexts } from "./libraries/texts.ts";
import { registerUrls } from "./libraries/urls.ts";
import { registerVersions } from "./libraries/versions.ts";

/**
 * What a rule can call besides the functions of CEL itself: Kubernetes' own libraries.
 *
 * @param before the type of `oldSelf`: an optional one for rules that are asked of new objects as well
 */
export function ruleEnvironment(before: "dyn" | "optional<dyn>"): Environment {
  const environment = new Environment({
    enableOptionalTypes: true,
    // Rules of published definitions have lists of more values than the library's own limits allow.
    limits: { maxAstNodes: 1_000_000, maxListElements: 100_000, maxMapEntries: 100_000 },
  })
    .registerVariable("self", "dyn")
    .registerVariable("oldSelf", before);
  const libraries = [
    registerPresence,
    registerOptionalEquality,
    registerLists,
    registerTexts,
    registerUrls,
    registerAddresses,
    registerQuantities,
    registerFormats,
    registerVersions,
  ];
  for (const register of libraries) register(environment);
  return environment;
}
