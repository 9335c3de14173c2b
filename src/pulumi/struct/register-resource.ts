import { structNumbers } from "./struct-numbers.ts";

/** The call that is made for every resource, with the fields of its two messages that are its properties. */
export const registerResource = {
  path: "/pulumirpc.ResourceMonitor/RegisterResource",
  asked: { properties: structNumbers.RegisterResourceRequest.object },
  answered: { properties: structNumbers.RegisterResourceResponse.object },
} as const;
