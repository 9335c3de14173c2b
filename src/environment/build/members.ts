/** What stands for everybody. */
export const everybody: readonly string[] = ["allUsers", "allAuthenticatedUsers"];

const address = /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/;
const workload = /^[a-z][-a-z0-9.:]*\.svc\.id\.goog\[[^\s/\]]+\/[^\s/\]]+\]$/;

/** By the word in front: what may follow, and an example. */
const shapes: Readonly<Record<string, { readonly isRight: (rest: string) => boolean; readonly example: string }>> = {
  user: { isRight: (rest) => address.test(rest), example: "user:jo@example.com" },
  group: { isRight: (rest) => address.test(rest), example: "group:ops@example.com" },
  serviceAccount: {
    isRight: (rest) => address.test(rest) || workload.test(rest),
    example: "serviceAccount:api@acme.iam.gserviceaccount.com",
  },
  domain: {
    isRight: (rest) => /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}$/i.test(rest),
    example: "domain:example.com",
  },
  principal: { isRight: isFederated, example: "principal://iam.googleapis.com/…/subject/…" },
  principalSet: { isRight: isFederated, example: "principalSet://iam.googleapis.com/…/attribute.repository/acme/shop" },
};

function isFederated(rest: string): boolean {
  return /^\/\/[a-z.]+\/\S+$/.test(rest);
}

/** What is wrong with a principal in Google's syntax; `undefined` when its form is right. */
export function memberProblem(written: string): string | undefined {
  const [kind = ""] = written.split(":", 1);
  const shape = Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
  if (shape === undefined || !written.includes(":")) {
    const known = Object.keys(shapes).map((each) => `${each}:`);
    return `is "${written}"; write serviceAccounts/<name>, or a principal that begins with ${known.join(", ")}`;
  }
  if (shape.isRight(written.slice(kind.length + 1))) return undefined;
  return `is "${written}"; write it as ${shape.example}`;
}

/** Google ignores the case of addresses, and not that of federated principals. */
export function sameMember(written: string): string {
  return written.startsWith("principal") || written.startsWith("serviceAccounts/") ? written : written.toLowerCase();
}
