import type { Lines } from "./lines.ts";

/**
 * How a part goes from the job that made it to the one that posts it where there is no action for files: as outputs of the job, which
 * Gitea keeps as texts of 1 MiB at most. A step gets them as variables. Linux takes none of 128 KiB, so a part that is larger when it is
 * compressed is cut into pieces. The names of the outputs are those that `split` gives the pieces.
 */
const pieces = ["a", "b", "c", "d", "e", "f", "g", "h"];
/** Of base64 with 76 characters each: 95 KiB. */
const linesOfPiece = 1260;
const firstTooMany = "i";

/** The `outputs` of a job whose step `step` runs {@link handedOut}. */
export function outputsOfPart(step: string): Lines {
  return ["outputs:", ...pieces.map((piece) => `  ${piece}: \${{ steps.${step}.outputs.${piece} }}`)];
}

/** Script lines that hand a file out where it was written. They end the script for a file that is too large. */
export function handedOut(file: string): Lines {
  return [
    `if [ -f ${file} ]; then`,
    "  pieces=$(mktemp -d)",
    `  gzip -9 -c ${file} | base64 | split -l ${linesOfPiece} -a 1 - "$pieces/"`,
    `  if [ -e "$pieces/${firstTooMany}" ]; then`,
    '    echo "The preview is larger than what the outputs of a job hold. Change fewer environments at once." >&2',
    "    exit 1",
    "  fi",
    '  for piece in "$pieces"/*; do',
    '    { echo "${piece##*/}<<END"; cat "$piece"; echo END; } >> "$GITHUB_OUTPUT"',
    "  done",
    "fi",
  ];
}

/** Entries of the `env` of a step in a job that needs `job`. */
export function handedOver(job: string): Lines {
  return pieces.map((piece) => `    PART_${piece.toUpperCase()}: \${{ needs.${job}.outputs.${piece} }}`);
}

/** Script lines that write the file again. What is no such file is none: the report says then what was not previewed. */
export function takenIn(file: string): Lines {
  const variables = pieces.map((piece) => `"$PART_${piece.toUpperCase()}"`);
  const half = variables.length / 2;
  return [
    `printf '%s\\n' ${variables.slice(0, half).join(" ")} \\`,
    `  ${variables.slice(half).join(" ")} |`,
    `  base64 -d | gzip -dc > ${file} || rm -f ${file}`,
  ];
}
