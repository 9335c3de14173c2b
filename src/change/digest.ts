/** `sha256:` and 64 hexadecimal digits over what a preview said would happen. */
export type PlanDigest = `sha256:${string}`;
