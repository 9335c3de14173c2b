/** Id formats of the real provider, for types whose package comments list no format, or another one than the provider uses. */
export const idFormats: Readonly<Record<string, string>> = {
  "activedirectory/peering:Peering": "projects/{{project}}/locations/global/peerings/{{peeringId}}",
  "bigquery/table:Table": "projects/{{project}}/datasets/{{datasetId}}/tables/{{tableId}}",
  "bigtable/gCPolicy:GCPolicy":
    "projects/{{project}}/instances/{{instanceName}}/tables/{{table}}/columnFamilies/{{columnFamily}}",
  "cloudfunctions/function:Function": "projects/{{project}}/locations/{{region}}/functions/{{name}}",
  "compute/attachedDisk:AttachedDisk": "projects/{{project}}/zones/{{zone}}/instances/{{instance}}/disks/{{disk}}",
  "compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey":
    "projects/{{project}}/global/backendBuckets/{{backendBucket}}/signedUrlKeys/{{name}}",
  "compute/backendServiceSignedUrlKey:BackendServiceSignedUrlKey":
    "projects/{{project}}/global/backendServices/{{backendService}}/signedUrlKeys/{{name}}",
  "compute/instanceFromMachineImage:InstanceFromMachineImage": "projects/{{project}}/zones/{{zone}}/instances/{{name}}",
  "compute/instanceFromTemplate:InstanceFromTemplate": "projects/{{project}}/zones/{{zone}}/instances/{{name}}",
  "compute/networkPeering:NetworkPeering": "networks/{{network}}/networkPeerings/{{name}}",
  "compute/regionInstanceGroupManager:RegionInstanceGroupManager":
    "projects/{{project}}/regions/{{region}}/instanceGroupManagers/{{name}}",
  "compute/sharedVPCServiceProject:SharedVPCServiceProject": "{{hostProject}}/{{serviceProject}}",
  "dataproc/cluster:Cluster": "projects/{{project}}/regions/{{region}}/clusters/{{name}}",
  "endpoints/service:Service": "{{serviceName}}",
  "folder/serviceIdentity:ServiceIdentity": "folders/{{folder}}/services/{{service}}",
  "organizations/iAMCustomRole:IAMCustomRole": "organizations/{{orgId}}/roles/{{roleId}}",
  "organizations/serviceIdentity:ServiceIdentity": "organizations/{{organization}}/services/{{service}}",
  "projects/defaultServiceAccounts:DefaultServiceAccounts": "{{project}}",
  "projects/iAMCustomRole:IAMCustomRole": "projects/{{project}}/roles/{{roleId}}",
  "projects/serviceIdentity:ServiceIdentity": "projects/{{project}}/services/{{service}}",
  "runtimeconfig/variable:Variable": "projects/{{project}}/configs/{{parent}}/variables/{{name}}",
  "servicenetworking/peeredDnsDomain:PeeredDnsDomain":
    "services/{{service}}/projects/{{project}}/global/networks/{{network}}/peeredDnsDomains/{{name}}",
  "storage/bucketACL:BucketACL": "{{bucket}}-acl",
  "storage/defaultObjectACL:DefaultObjectACL": "{{bucket}}-default-acl",
  "storage/objectACL:ObjectACL": "{{bucket}}-{{object}}-acl",
  "workflows/workflow:Workflow": "projects/{{project}}/locations/{{region}}/workflows/{{name}}",
};
