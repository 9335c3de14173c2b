import type { TypeRules } from "../type-rules.ts";
import { address, globalAddress } from "./address.ts";
import { autoscaler } from "./autoscaler.ts";
import { globalNetworkEndpoint, managedSslCertificate, networkEndpointGroup, securityPolicy } from "./backends.ts";
import { attachedDisk, disk } from "./disk.ts";
import { firewall } from "./firewall.ts";
import { instance } from "./instance.ts";
import { instanceGroup, instanceGroupManager, regionInstanceGroupManager } from "./instance-group.ts";
import { instanceTemplate } from "./instance-template.ts";
import {
  backendService,
  forwardingRule,
  globalForwardingRule,
  healthCheck,
  regionBackendService,
  targetProxy,
  urlMap,
} from "./load-balancing.ts";
import { network, networkPeering, route, router, routerNat, serviceConnection } from "./network.ts";
import { sharedVpcHost, sharedVpcService } from "./shared-vpc.ts";
import { subnetwork } from "./subnetwork.ts";

export const computeRules: Readonly<Record<string, TypeRules>> = {
  "compute/network:Network": network,
  "compute/subnetwork:Subnetwork": subnetwork,
  "compute/route:Route": route,
  "compute/networkPeering:NetworkPeering": networkPeering,
  "compute/router:Router": router,
  "compute/routerNat:RouterNat": routerNat,
  "compute/firewall:Firewall": firewall,
  "compute/address:Address": address,
  "compute/globalAddress:GlobalAddress": globalAddress,
  "compute/instance:Instance": instance,
  "compute/instanceTemplate:InstanceTemplate": instanceTemplate,
  "compute/regionInstanceTemplate:RegionInstanceTemplate": instanceTemplate,
  "compute/instanceGroup:InstanceGroup": instanceGroup,
  "compute/instanceGroupManager:InstanceGroupManager": instanceGroupManager,
  "compute/regionInstanceGroupManager:RegionInstanceGroupManager": regionInstanceGroupManager,
  "compute/autoscaler:Autoscaler": autoscaler,
  "compute/regionAutoscaler:RegionAutoscaler": autoscaler,
  "compute/disk:Disk": disk,
  "compute/regionDisk:RegionDisk": disk,
  "compute/attachedDisk:AttachedDisk": attachedDisk,
  "compute/healthCheck:HealthCheck": healthCheck,
  "compute/regionHealthCheck:RegionHealthCheck": healthCheck,
  "compute/backendService:BackendService": backendService,
  "compute/regionBackendService:RegionBackendService": regionBackendService,
  "compute/securityPolicy:SecurityPolicy": securityPolicy,
  "compute/managedSslCertificate:ManagedSslCertificate": managedSslCertificate,
  "compute/globalNetworkEndpointGroup:GlobalNetworkEndpointGroup": networkEndpointGroup,
  "compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": networkEndpointGroup,
  "compute/globalNetworkEndpoint:GlobalNetworkEndpoint": globalNetworkEndpoint,
  "compute/uRLMap:URLMap": urlMap,
  "compute/regionUrlMap:RegionUrlMap": urlMap,
  "compute/targetHttpProxy:TargetHttpProxy": targetProxy,
  "compute/targetHttpsProxy:TargetHttpsProxy": targetProxy,
  "compute/regionTargetHttpProxy:RegionTargetHttpProxy": targetProxy,
  "compute/regionTargetHttpsProxy:RegionTargetHttpsProxy": targetProxy,
  "compute/forwardingRule:ForwardingRule": forwardingRule,
  "compute/globalForwardingRule:GlobalForwardingRule": globalForwardingRule,
  "compute/sharedVPCHostProject:SharedVPCHostProject": sharedVpcHost,
  "compute/sharedVPCServiceProject:SharedVPCServiceProject": sharedVpcService,
  "servicenetworking/connection:Connection": serviceConnection,
};
