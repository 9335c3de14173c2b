/** The call that is made for every resource, with the fields of its two messages that are its properties. */
export const registerResource = {
  path: "/pulumirpc.ResourceMonitor/RegisterResource",
  asked: { properties: 5 },
  answered: { properties: 3 },
} as const;
