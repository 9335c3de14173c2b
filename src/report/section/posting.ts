import type { Posting } from "../../change/index.ts";
import { type Block, line, tone } from "../document/index.ts";
import { followUpSection } from "./follow-up.ts";

/** Where the result stands on the forge, and what the forge did not do. */
export function postingSection(posting: Posting | undefined): readonly Block[] {
  if (!posting) return [];
  const { comment, note, superseded, followUp, problems } = posting;
  return [
    ...problems.map(({ message }) => line(tone("failed", "Not posted: "), message)),
    ...(superseded === undefined ? [] : [line(tone("warned", "Not posted as the newest result: "), superseded)]),
    ...(comment ? [line(`Comment ${comment.done}: `, comment.url)] : []),
    ...(note ? [line(`Note ${note.done}: `, note.show)] : []),
    ...followUpSection(followUp),
  ];
}
