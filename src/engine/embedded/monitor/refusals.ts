import { UnsupportedFeature } from "../unsupported-feature.ts";

/** Calls of the protocol that the engine does not carry out, by what a program's author calls them. */
const features: Readonly<Record<string, string>> = {
  call: "methods of remote components (`call`)",
  registerStackTransform: "transforms (`transforms`, `registerStackTransform`)",
  registerStackInvokeTransform: "transforms of invokes (`registerStackInvokeTransform`)",
  registerPackage: "parameterized packages (`registerPackage`)",
  registerResourceHook: "resource hooks (`ResourceHook`)",
  registerErrorHook: "error hooks (`ErrorHook`)",
};

/** Answers that refuse by name. `onRefused` stops the deployment. */
export function refusals(onRefused: (problem: UnsupportedFeature) => never): Record<string, () => Promise<never>> {
  return Object.fromEntries(
    Object.entries(features).map(([call, feature]) => [
      call,
      async () => {
        await Promise.resolve();
        return onRefused(new UnsupportedFeature({ feature }));
      },
    ]),
  );
}
