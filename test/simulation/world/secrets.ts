/** Values that may stand in no byte that leaves a process. */
export const planted = {
  configuration: "planted-in-configuration-7f3a",
  input: "planted-in-an-input-c41d",
  remote: "planted-in-the-remote-95be",
} as const;

/** What programs are given beside their files. */
export const secretConfig = { "groundwork:token": { value: planted.configuration, secret: true } };

/** The address of `origin`, as a job's clone has it. */
export const remoteAddress = `https://bot:${planted.remote}@git.example.com/acme/platform.git`;

/** The planted value that stands in a text, if one does. */
export function plantedIn(text: string): string | undefined {
  return Object.values(planted).find((value) => text.includes(value));
}
