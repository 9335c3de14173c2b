import pb from "@pulumi/pulumi/proto/resource_pb.js";

const { ResourceMonitorFeature } = pb;

/** Features of the protocol by their older names, which older SDKs ask for one by one. */
const supported: Readonly<Record<string, pb.ResourceMonitorFeature>> = {
  secrets: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS,
  resourceReferences: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  outputValues: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
  aliasSpecs: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  deletedWith: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  replaceWith: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
  replacementTrigger: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
  invokeDependsOn: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_INVOKE_DEPENDS_ON,
};

/**
 * Features that are said to be there although they are refused: a program that asks for one then learns from us what is
 * missing and what to do, where its SDK would only tell it to update the Pulumi CLI.
 */
const refusedByName: Readonly<Record<string, pb.ResourceMonitorFeature>> = {
  transforms: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
  invokeTransforms: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
  parameterization: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
  resourceHooks: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
  errorHooks: ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
};

export function supportsFeature(name: string): boolean {
  return Object.hasOwn(supported, name) || Object.hasOwn(refusedByName, name);
}

export const supportedFeatures: readonly pb.ResourceMonitorFeature[] = [
  ...Object.values(supported),
  ...Object.values(refusedByName),
];
