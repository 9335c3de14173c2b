import type { CommandAnswer, CommandResponse, Problem } from "../../change/index.ts";

/** What `groundwork respond --json` prints. Within a version members are added, never changed. */
export interface ResponseJson {
  readonly kind: "respond";
  readonly version: 1;
  /** Absent where the event tells of no comment with a command. */
  readonly changeRequest?: { readonly number: number };
  /** Why nothing was done; absent where something was. */
  readonly nothing?: string;
  /** Commands that this run has answered, oldest first. */
  readonly answers: readonly CommandAnswer[];
  /** Where they are answered on the forge. */
  readonly comment?: { readonly url: string };
  /** What the forge did not take. */
  readonly problems: readonly Problem[];
}

export function responseJson({ changeRequest, nothing, answers, comment, problems }: CommandResponse): ResponseJson {
  return {
    kind: "respond",
    version: 1,
    ...(changeRequest && { changeRequest }),
    ...(nothing !== undefined && { nothing }),
    answers,
    ...(comment && { comment }),
    problems,
  };
}
