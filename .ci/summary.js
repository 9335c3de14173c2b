// Adds up what the suites report, names what failed or was skipped, and ends in the one line that is counted.
import { readFileSync } from "node:fs";

const [testsFile, ...demoFiles] = process.argv.slice(2);
const count = { passed: 0, failed: 0, skipped: 0 };

const tests = read(testsFile);
for (const file of tests?.testResults ?? []) {
  for (const test of file.assertionResults) {
    const outcome = test.status === "passed" ? "passed" : test.status === "failed" ? "failed" : "skipped";
    count[outcome] += 1;
    if (outcome !== "passed") console.log(`${outcome}: ${test.fullName}`);
  }
  if (file.status === "failed" && file.assertionResults.length === 0) {
    count.failed += 1;
    console.log(`failed: ${file.name}: ${file.message}`);
  }
}
if (!tests) count.failed += 1;

for (const file of demoFiles) {
  const demo = read(file);
  for (const check of demo?.checks ?? []) {
    count[check.passed ? "passed" : "failed"] += 1;
    if (!check.passed) console.log(`failed: ${demoName(file)}: ${check.title}: ${check.detail ?? ""}`);
  }
  if (!demo) count.failed += 1;
}

console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    console.log(`failed: ${file} cannot be read: ${error.message}`);
    return undefined;
  }
}

function demoName(file) {
  return file.replace(/^.*[/\\]/, "").replace(".json", "");
}
