import { at, inOtherForm, own, type TypeExceptions, under } from "./property-exception.ts";

/** A node pool's own, where `pool` is the path of the pool in the request with a dot at its end. */
function nodePool(pool: string): TypeExceptions {
  return {
    nodeConfig: at(`${pool}config`),
    nodeCount: at(`${pool}initialNodeCount`),
    nodeLocations: at(`${pool}locations[]`),
    ...under("nodeConfig", nodeConfig(`${pool}config`)),
    maxPodsPerNode: at(`${pool}maxPodsConstraint.maxPodsPerNode`),
    managedInstanceGroupUrls: own,
    "networkConfig.podCidrOverprovisionConfig.disabled": at(`${pool}networkConfig.podCidrOverprovisionConfig.disable`),
  };
}

function nodeConfig(config: string): TypeExceptions {
  return {
    guestAccelerators: at(`${config}.accelerators[]`),
    loggingVariant: at(`${config}.loggingConfig.variantConfig.variant`),
    "kubeletConfig.insecureKubeletReadonlyPortEnabled": inOtherForm(
      `${config}.kubeletConfig.insecureKubeletReadonlyPortEnabled`,
    ),
    "linuxNodeConfig.hugepagesConfig": at(`${config}.linuxNodeConfig.hugepages`),
    resourceManagerTags: inOtherForm(`${config}.resourceManagerTags`),
  };
}

const defaults = "autoscaling.autoprovisioningNodePoolDefaults";

export const containerExceptions: Readonly<Record<string, TypeExceptions>> = {
  "container/cluster:Cluster": {
    ...under("nodeConfig", nodeConfig("nodeConfig")),
    ...under("nodePools", nodePool("nodePools[].")),
    allowNetAdmin: at("autopilot.workloadPolicyConfig.allowNetAdmin"),
    autopilotPrivilegedAdmissions: at("autopilot.privilegedAdmissionConfig.allowlistPaths[]"),
    autopilotClusterPolicyConfig: at("autopilot.clusterPolicyConfig"),
    clusterAutoscaling: at("autoscaling"),
    "clusterAutoscaling.enabled": at("autoscaling.enableNodeAutoprovisioning"),
    "clusterAutoscaling.autoProvisioningDefaults": at(defaults),
    "clusterAutoscaling.autoProvisioningLocations": at("autoscaling.autoprovisioningLocations[]"),
    defaultMaxPodsPerNode: at("defaultMaxPodsConstraint.maxPodsPerNode"),
    "ipAllocationPolicy.podCidrOverprovisionConfig.disabled": at(
      "ipAllocationPolicy.podCidrOverprovisionConfig.disable",
    ),
    // Set by calls of their own, or by an update.
    "controlPlaneEndpointsConfig.dnsEndpointConfig.endpoint": inOtherForm(
      "controlPlaneEndpointsConfig.dnsEndpointConfig.endpoint",
    ),
    "ipAllocationPolicy.additionalIpRangesConfigs": inOtherForm("ipAllocationPolicy.additionalIpRangesConfigs[]"),
    "ipAllocationPolicy.additionalPodRangesConfig": inOtherForm("ipAllocationPolicy.additionalPodRangesConfig"),
    "nodePoolAutoConfig.linuxNodeConfig": inOtherForm("nodePoolAutoConfig.linuxNodeConfig"),
    "userManagedKeysConfig.controlPlaneDiskEncryptionKeyVersions": inOtherForm(
      "userManagedKeysConfig.controlPlaneDiskEncryptionKeyVersions[]",
    ),
    "maintenancePolicy.maintenanceExclusions.exclusionName": own,
    minMasterVersion: at("initialClusterVersion"),
    networkingMode: own,
    nodeLocations: at("locations[]"),
    nodeVersion: inOtherForm("initialClusterVersion"),
    removeDefaultNodePool: own,
    "resourceUsageExportConfig.enableResourceConsumptionMetering": at(
      "resourceUsageExportConfig.consumptionMeteringConfig.enabled",
    ),
    "nodePoolAutoConfig.nodeKubeletConfig.insecureKubeletReadonlyPortEnabled": inOtherForm(
      "nodePoolAutoConfig.nodeKubeletConfig.insecureKubeletReadonlyPortEnabled",
    ),
    "nodePoolDefaults.nodeConfigDefaults.insecureKubeletReadonlyPortEnabled": inOtherForm(
      "nodePoolDefaults.nodeConfigDefaults.nodeKubeletConfig.insecureKubeletReadonlyPortEnabled",
    ),
    "nodePoolDefaults.nodeConfigDefaults.loggingVariant": at(
      "nodePoolDefaults.nodeConfigDefaults.loggingConfig.variantConfig.variant",
    ),
  },
  "container/nodePool:NodePool": nodePool(""),
};
