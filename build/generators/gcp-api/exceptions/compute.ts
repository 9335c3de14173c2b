import { at, inOtherForm, own, type TypeExceptions, under } from "./property-exception.ts";

function encryptionOfDisk(disk: string): TypeExceptions {
  return {
    diskEncryptionKeyRaw: at(`${disk}.diskEncryptionKey.rawKey`),
    diskEncryptionKeyRsa: at(`${disk}.diskEncryptionKey.rsaEncryptedKey`),
    diskEncryptionKeySha256: at(`${disk}.diskEncryptionKey.sha256`),
    diskEncryptionServiceAccount: at(`${disk}.diskEncryptionKey.kmsKeyServiceAccount`),
    kmsKeySelfLink: at(`${disk}.diskEncryptionKey.kmsKeyName`),
  };
}

function specificReservation(affinity: string): TypeExceptions {
  return {
    "reservationAffinity.type": at(`${affinity}.consumeReservationType`),
    "reservationAffinity.specificReservation": inOtherForm(affinity),
  };
}

const instance: TypeExceptions = {
  bootDisk: at("disks[]"),
  attachedDisks: at("disks[]"),
  scratchDisks: at("disks[]"),
  ...under("bootDisk", encryptionOfDisk("disks[]")),
  ...under("attachedDisks", encryptionOfDisk("disks[]")),
  ...specificReservation("reservationAffinity"),
  desiredStatus: own,
  eraseWindowsVssSignature: own,
  metadataStartupScript: inOtherForm("metadata"),
  // Settable in the provider's beta, which says so.
  "networkInterfaces.macAddress": inOtherForm("networkInterfaces[].macAddress"),
  "networkInterfaces.subnetworkProject": inOtherForm("networkInterfaces[].subnetwork"),
};

const statefulPolicies: TypeExceptions = {
  statefulDisks: inOtherForm("statefulPolicy.preservedState.disks"),
  "statefulDisks.deleteRule": at("statefulPolicy.preservedState.disks{}.autoDelete"),
  "statefulDisks.deviceName": inOtherForm("statefulPolicy.preservedState.disks"),
  statefulExternalIps: inOtherForm("statefulPolicy.preservedState.externalIPs"),
  "statefulExternalIps.deleteRule": at("statefulPolicy.preservedState.externalIPs{}.autoDelete"),
  "statefulExternalIps.interfaceName": inOtherForm("statefulPolicy.preservedState.externalIPs"),
  statefulInternalIps: inOtherForm("statefulPolicy.preservedState.internalIPs"),
  "statefulInternalIps.deleteRule": at("statefulPolicy.preservedState.internalIPs{}.autoDelete"),
  "statefulInternalIps.interfaceName": inOtherForm("statefulPolicy.preservedState.internalIPs"),
};

const groupManager: TypeExceptions = {
  ...statefulPolicies,
  "updatePolicy.maxSurgeFixed": at("updatePolicy.maxSurge.fixed"),
  "updatePolicy.maxSurgePercent": at("updatePolicy.maxSurge.percent"),
  "updatePolicy.maxUnavailableFixed": at("updatePolicy.maxUnavailable.fixed"),
  "updatePolicy.maxUnavailablePercent": at("updatePolicy.maxUnavailable.percent"),
};

const autoscaler: TypeExceptions = {
  "autoscalingPolicy.maxReplicas": at("autoscalingPolicy.maxNumReplicas"),
  "autoscalingPolicy.minReplicas": at("autoscalingPolicy.minNumReplicas"),
  "autoscalingPolicy.metrics": at("autoscalingPolicy.customMetricUtilizations[]"),
  "autoscalingPolicy.metrics.name": at("autoscalingPolicy.customMetricUtilizations[].metric"),
  "autoscalingPolicy.metrics.target": at("autoscalingPolicy.customMetricUtilizations[].utilizationTarget"),
  "autoscalingPolicy.metrics.type": at("autoscalingPolicy.customMetricUtilizations[].utilizationTargetType"),
  "autoscalingPolicy.scalingSchedules.name": inOtherForm("autoscalingPolicy.scalingSchedules"),
};

const exclusion = "rules[].preconfiguredWafConfig.exclusions[]";

export const computeExceptions: Readonly<Record<string, TypeExceptions>> = {
  "compute/attachedDisk:AttachedDisk": { disk: at("source"), instance: own },
  "compute/autoscaler:Autoscaler": autoscaler,
  "compute/regionAutoscaler:RegionAutoscaler": autoscaler,
  "compute/backendService:BackendService": {
    connectionDrainingTimeoutSec: at("connectionDraining.drainingTimeoutSec"),
    "logConfig.requestHeaders": at("logConfig.loggingHttpRequestHeaders[]"),
    "logConfig.responseHeaders": at("logConfig.loggingHttpResponseHeaders[]"),
  },
  "compute/regionBackendService:RegionBackendService": {
    connectionDrainingTimeoutSec: at("connectionDraining.drainingTimeoutSec"),
  },
  "compute/disk:Disk": { interface: own },
  "compute/firewall:Firewall": {
    allows: at("allowed[]"),
    "allows.protocol": at("allowed[].IPProtocol"),
    denies: at("denied[]"),
    "denies.protocol": at("denied[].IPProtocol"),
    enableLogging: at("logConfig.enable"),
  },
  "compute/forwardingRule:ForwardingRule": { recreateClosedPsc: own },
  "compute/instance:Instance": instance,
  "compute/instanceFromTemplate:InstanceFromTemplate": instance,
  "compute/instanceGroup:InstanceGroup": { instances: own },
  "compute/instanceGroupManager:InstanceGroupManager": groupManager,
  "compute/regionInstanceGroupManager:RegionInstanceGroupManager": {
    ...groupManager,
    distributionPolicyTargetShape: at("distributionPolicy.targetShape"),
    distributionPolicyZones: inOtherForm("distributionPolicy.zones[].zone"),
    "instanceFlexibilityPolicy.instanceSelections.disks.architecture": at(
      "instanceFlexibilityPolicy.instanceSelections{}.disks[].initializeParams.architecture",
    ),
    "instanceFlexibilityPolicy.instanceSelections.name": inOtherForm("instanceFlexibilityPolicy.instanceSelections"),
  },
  "compute/instanceTemplate:InstanceTemplate": {
    "disks.architecture": at("properties.disks[].initializeParams.architecture"),
    instanceDescription: at("properties.description"),
    metadataStartupScript: inOtherForm("properties.metadata"),
    "networkInterfaces.subnetworkProject": inOtherForm("properties.networkInterfaces[].subnetwork"),
    ...specificReservation("properties.reservationAffinity"),
  },
  "compute/network:Network": {
    deleteBgpAlwaysCompareMed: own,
    deleteDefaultRoutesOnCreate: own,
  },
  "compute/networkPeering:NetworkPeering": { network: own, peerNetwork: at("network") },
  "compute/route:Route": { nextHopInstanceZone: inOtherForm("nextHopInstance") },
  "compute/securityPolicy:SecurityPolicy": {
    "rules.preconfiguredWafConfig.exclusions.requestBodies": at(`${exclusion}.requestBodiesToExclude[]`),
    "rules.preconfiguredWafConfig.exclusions.requestCookies": at(`${exclusion}.requestCookiesToExclude[]`),
    "rules.preconfiguredWafConfig.exclusions.requestHeaders": at(`${exclusion}.requestHeadersToExclude[]`),
    "rules.preconfiguredWafConfig.exclusions.requestQueryParams": at(`${exclusion}.requestQueryParamsToExclude[]`),
    "rules.preconfiguredWafConfig.exclusions.requestUris": at(`${exclusion}.requestUrisToExclude[]`),
  },
  "compute/serviceAttachment:ServiceAttachment": {
    // Examples of the package have other values.
    "tunnelingConfig.encapsulationProfile": inOtherForm("tunnelingConfig.encapsulationProfile"),
    "tunnelingConfig.routingMode": inOtherForm("tunnelingConfig.routingMode"),
  },
  "compute/targetHttpsProxy:TargetHttpsProxy": { certificateManagerCertificates: inOtherForm("sslCertificates[]") },
};
