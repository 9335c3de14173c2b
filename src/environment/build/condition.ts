const pairs: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
/** Google's limit for one condition. */
const mostOperators = 12;

/**
 * What is wrong with the shape of an expression in CEL: quotes, brackets, operators that CEL does not have, and more logical operators
 * than a condition of IAM may have. Whether its names exist is known to Google alone.
 */
export function conditionProblem(expression: string): string | undefined {
  if (expression.trim() === "") return "is empty; write an expression in CEL, or leave condition out";
  const code = withoutTexts(expression);
  if (code === undefined) return "has a text without its closing quote";
  const unpaired = unpairedBracket(code);
  if (unpaired !== undefined) return `has a ${unpaired} without its partner`;
  if (/(?<![=!<>])=(?!=)/.test(code)) return "has =; CEL compares with ==";
  if (/(?<!&)&(?!&)|(?<!\|)\|(?!\|)/.test(code)) return "has & or | alone; CEL has && and ||";
  const operators = code.match(/&&|\|\||!(?!=)/g)?.length ?? 0;
  if (operators > mostOperators) return `has ${operators} logical operators; a condition has ${mostOperators} at most`;
  return undefined;
}

/** The expression with empty texts, or `undefined` where one does not end. */
function withoutTexts(expression: string): string | undefined {
  const code = expression.replace(/[rR]?("""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/g, "''");
  return /["']/.test(code.replaceAll("''", "")) ? undefined : code.replaceAll("''", " ");
}

function unpairedBracket(code: string): string | undefined {
  const open: string[] = [];
  for (const [character] of code.matchAll(/[()[\]{}]/g)) {
    if (character in pairs) open.push(character);
    else if (pairs[open.pop() ?? ""] !== character) return character;
  }
  return open.at(-1);
}
