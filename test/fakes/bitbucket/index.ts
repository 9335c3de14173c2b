/** Hand-written servers of Bitbucket on loopback: Cloud, and Data Center. */
export type { BitbucketHost, Delivery } from "./bitbucket-host.ts";
export { fakeCloud } from "./cloud/fake-cloud.ts";
export { fakeDataCenter } from "./data-center/fake-data-center.ts";
