import type pb from "@pulumi/pulumi/proto/resource_pb.js";
import { UnsupportedFeature } from "../../errors.ts";

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

/** A remote component whose provider constructs none. */
export function refusedComponent(type: string): UnsupportedFeature {
  return new UnsupportedFeature({ feature: `remote components (${type}) whose provider does not construct them` });
}

/** What a registration asks for that the engine does not carry out; `undefined` when there is nothing. */
export function refusalOf(request: pb.RegisterResourceRequest): UnsupportedFeature | undefined {
  const type = request.getType();
  if (request.getTransformsList().length > 0)
    return new UnsupportedFeature({ feature: `${features["registerStackTransform"]}, wanted by ${type}` });
  if (request.getPackageref() !== "")
    return new UnsupportedFeature({ feature: `${features["registerPackage"]}, wanted by ${type}` });
  if (request.getEnvvarmappingsMap().getLength() > 0)
    return new UnsupportedFeature({
      feature: `environment variables of a provider (\`envVarMappings\`), wanted by ${type}`,
    });
  return undefined;
}
