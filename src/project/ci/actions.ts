/** An action of GitHub at one commit: a tag can be moved to other code, a commit cannot. */
const pinned = {
  "actions/checkout": ["de0fac2e4500dabe0009e67214ff5f5447ce83dd", "v6.0.2"],
  "actions/setup-node": ["820762786026740c76f36085b0efc47a31fe5020", "v7.0.0"],
  "actions/upload-artifact": ["043fb46d1a93c77aae656e7c1c64a875d1fc6a0a", "v7.0.1"],
  "actions/download-artifact": ["3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "v8.0.1"],
  "google-github-actions/auth": ["7c6bc770dae815cd3e89ee6cdf493a5fab2cc093", "v3.0.0"],
} as const;

/** `owner/name@<commit> # <version>`, as it stands behind `uses:`. */
export function action(name: keyof typeof pinned): string {
  const [commit, version] = pinned[name];
  return `${name}@${commit} # ${version}`;
}
