import { type EnvironmentTree, type HandledAgents, suspensionText } from "../change/index.ts";
import { type Block, line, list, message, tone } from "./document/index.ts";
import { treeCount, treeSection } from "./section/index.ts";

/** What agents applied, from the environment down to each object. */
export function treeReport(trees: readonly EnvironmentTree[]): readonly Block[] {
  return [...trees.flatMap(treeSection), ...treeCount(trees)];
}

/** Where and when it is shown. */
export interface HandledAt {
  readonly now: Date;
  /** Rehearsed on the local cloud, so that the commands that go on are as well. */
  readonly rehearsal: boolean;
}

/** What came of asking agents for something: a line for each environment. */
export function handledReport(handled: readonly HandledAgents[], { now, rehearsal }: HandledAt): readonly Block[] {
  const local = rehearsal ? " --local" : "";
  return handled.flatMap((each): readonly Block[] => {
    const { environment } = each;
    switch (each.kind) {
      case "converged":
        return [line(`${environment}  `, tone("added", "converged"), `  applied ${each.commit.slice(0, 7)}`)];
      case "asked":
        return [line(`${environment}  asked; look with: groundwork tree ${environment}${local}`)];
      case "suspended":
        return [
          line(
            `${environment}  `,
            tone("warned", suspensionText(each.suspension, now)),
            ` (${each.clusters.join(", ")})`,
          ),
          line(`Nothing of it is fetched, applied or corrected until: groundwork resume ${environment}${local}`),
        ];
      case "resumed":
        return [
          line(
            `${environment}  resumed (${each.clusters.join(", ")}); look with: groundwork tree ${environment}${local}`,
          ),
        ];
      default: {
        const { message: text, details } = each.problem;
        return [
          line(`${environment}  `, tone("failed", "not done: "), message(text)),
          ...(details.length > 0 ? [list(details.map((detail) => [message(detail)]))] : []),
        ];
      }
    }
  });
}
