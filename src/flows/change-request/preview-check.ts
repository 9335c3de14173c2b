import { createHash } from "node:crypto";

const name = "groundwork/preview";

/** Characters that the name of a check may have: {@link CommitStatus.context}. */
const longest = 40;

/**
 * The check of a preview: `groundwork/preview` for the branch that is brought up, which is the one that people require there, and
 * that with the branch's name behind it for every other base. Forges keep checks by commit alone, and one commit may be the head
 * of change requests for several bases.
 */
export function previewCheck(base: string, broughtUp = "main"): string {
  if (base === broughtUp) return name;
  const plain = `${name}/${base}`;
  // A branch that is named as the shortened name of another one is shortened itself.
  if (plain.length <= longest && /^[a-z0-9._/-]+$/.test(base) && !/-[0-9a-f]{8}$/.test(base)) return plain;
  const digest = createHash("sha256").update(base).digest("hex").slice(0, 8);
  const start = base.toLowerCase().replaceAll(/[^a-z0-9._/-]/g, "-");
  return `${`${name}/${start}`.slice(0, longest - 1 - digest.length)}-${digest}`;
}
