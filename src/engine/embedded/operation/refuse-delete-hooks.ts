import type { OperationOptions } from "../../engine.ts";
import { Targets } from "../deployment/index.ts";
import { UnsupportedFeature } from "../errors.ts";
import type { Snapshot } from "../stack/index.ts";

/** Hooks that run when a resource is deleted, in the words of the state file. A program need not name them any more for that. */
const deleteHooks = ["BeforeDelete", "AfterDelete"];

/**
 * A program that deletes by leaving something out does not say that a hook was to run: the state does.
 *
 * @throws {UnsupportedFeature} naming what takes part and has such hooks.
 */
export function refuseDeleteHooks(options: OperationOptions, { resources }: Snapshot): void {
  const targets = new Targets(options);
  const hooked = resources.filter(
    (state) =>
      deleteHooks.some((type) => (state.resourceHooks?.[type] ?? []).length > 0) &&
      (options.targetDependents === true || targets.selects(state)),
  );
  if (hooked.length === 0) return;
  const names = hooked.map(
    ({ urn, resourceHooks = {} }) => `${urn} (${deleteHooks.flatMap((type) => resourceHooks[type] ?? []).join(", ")})`,
  );
  throw new UnsupportedFeature({
    feature: `resource hooks (\`ResourceHook\`), which the state has for the deletion of ${names.join(", ")}`,
  });
}
