// Which APIs the services of `@pulumi/gcp` speak to, where the service is not called as its API.

/** APIs of a service, first choice first; a version after the dot where it is not the newest stable one. */
export const serviceApis: Readonly<Record<string, readonly string[]>> = {
  activedirectory: ["managedidentities"],
  applicationintegration: ["integrations"],
  bigquery: ["bigquery", "bigqueryreservation", "bigqueryconnection", "bigquerydatatransfer"],
  backupdisasterrecovery: ["backupdr"],
  bigqueryanalyticshub: ["analyticshub"],
  bigtable: ["bigtableadmin"],
  billing: ["cloudbilling", "billingbudgets"],
  certificateauthority: ["privateca"],
  cloudbuild: ["cloudbuild.v1"],
  cloudbuildv2: ["cloudbuild.v2"],
  clouddomains: ["domains"],
  cloudfunctions: ["cloudfunctions.v1"],
  cloudfunctionsv2: ["cloudfunctions.v2"],
  cloudids: ["ids"],
  cloudrun: ["run.v1"],
  cloudrunv2: ["run.v2"],
  colab: ["aiplatform"],
  dataproc: ["dataproc", "metastore"],
  databasemigrationservice: ["datamigration"],
  dataloss: ["dlp"],
  diagflow: ["dialogflow.v3", "dialogflow.v2"],
  endpoints: ["servicemanagement"],
  essentialcontacts: ["essentialcontacts", "documentai", "contentwarehouse"],
  filestore: ["file"],
  firebase: [
    "firebase",
    "firebasehosting",
    "firebasedatabase",
    "firebaseappcheck",
    "firebasestorage",
    "firebaseml",
    "firebaseapphosting",
    "firebaserules",
    "firebasedataconnect",
    "firebaseappdistribution",
  ],
  folder: ["cloudresourcemanager", "accessapproval", "orgpolicy"],
  iam: ["iam.v1", "iam.v2", "iam.v3"],
  identityplatform: ["identitytoolkit"],
  iap: ["iap"],
  integrationconnectors: ["connectors"],
  kms: ["cloudkms"],
  monitoring: ["monitoring.v3", "monitoring.v1"],
  organizations: ["cloudresourcemanager", "iam", "accessapproval", "orgpolicy"],
  projects: ["serviceusage", "iam", "apikeys", "cloudresourcemanager", "accessapproval", "orgpolicy"],
  recaptcha: ["recaptchaenterprise"],
  resourcemanager: ["cloudresourcemanager"],
  saasruntime: ["saasservicemgmt"],
  securitycenter: ["securitycenter.v1", "securitycenter.v2"],
  pubsub: ["pubsub", "pubsublite"],
  serviceaccount: ["iam"],
  siteverification: ["siteVerification"],
  sql: ["sqladmin"],
  storage: ["storage", "storagetransfer", "storagebatchoperations"],
  tags: ["cloudresourcemanager"],
  vertex: ["aiplatform"],
  workbench: ["notebooks.v2"],
};

/** The documents of a service's APIs: newest stable version first, then betas. */
export function documentsOf(service: string, names: readonly string[]): string[] {
  return (serviceApis[service] ?? [service]).flatMap((api) =>
    api.includes(".")
      ? names.filter((name) => name === api)
      : names.filter((name) => name.startsWith(`${api}.`)).toSorted(byStability),
  );
}

function byStability(one: string, other: string): number {
  const [a, b] = [versionOf(one), versionOf(other)];
  return a.stage - b.stage || b.major - a.major || one.localeCompare(other);
}

function versionOf(name: string): { major: number; stage: number } {
  const version = name.slice(name.indexOf(".") + 1);
  const stage = version.includes("alpha") ? 2 : version.includes("beta") || version.includes("p") ? 1 : 0;
  return { major: Number(/\d+/.exec(version)?.[0] ?? 0), stage };
}
