import { type Lines, where } from "./lines.ts";
import type { CiSettings } from "./settings.ts";

/** The change is of one of the repository's own branches. In the language of workflows, which GitHub and Gitea share. */
export const isOwn = "github.event.pull_request.head.repo.full_name == github.repository";
/** The change is from a fork. */
export const isOfFork = isOwn.replace("==", "!=");

/** Entries of a step's `env`: where the state is, and what opens its secrets. */
export function stateOf({ secrets }: CiSettings): Lines {
  return [
    "    PULUMI_BACKEND_URL: ${{ vars.PULUMI_BACKEND_URL }}",
    ...where(secrets === "passphrase", ["    PULUMI_CONFIG_PASSPHRASE: ${{ secrets.PULUMI_CONFIG_PASSPHRASE }}"]),
  ];
}
