// Adds up what the suites and the demo report, names what failed or was skipped, and ends in the one line that is counted.
import { readFileSync } from "node:fs";

const count = { passed: 0, failed: 0, skipped: 0 };

for (const file of process.argv.slice(2)) {
  const report = read(file);
  if (!report) count.failed += 1;
  else if (report.tests) addTests(report);
  else addDemo(file, report);
}

console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;

function addTests({ tests, outside }) {
  for (const { name, outcome, reason, messages } of tests) {
    count[outcome] += 1;
    if (outcome !== "passed") console.log(`${outcome}: ${name}${reason ? ` (${reason})` : ""}`);
    for (const message of messages) tell(message);
  }
  for (const { name, message } of outside) {
    count.failed += 1;
    console.log(`failed: ${name}`);
    tell(message);
  }
}

function addDemo(file, { checks = [] }) {
  for (const check of checks) {
    count[check.passed ? "passed" : "failed"] += 1;
    if (!check.passed) console.log(`failed: ${demoName(file)}: ${check.title}: ${check.detail ?? ""}`);
  }
}

// The suites print all of it, thousands of lines before.
function tell(message) {
  const begin = message.length > 1_500 ? `${message.slice(0, 1_500)}…` : message;
  console.log(`  ${begin.replaceAll("\n", "\n  ")}`);
}

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
