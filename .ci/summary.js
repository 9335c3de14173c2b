// Adds up what the suites and the demo report, names what failed or was skipped, and ends in the one line that is counted.
import { readFileSync } from "node:fs";

const count = { passed: 0, failed: 0, skipped: 0 };

for (const file of process.argv.slice(2)) {
  const report = read(file);
  if (!report) count.failed += 1;
  else if (report.testResults) addTests(report);
  else addDemo(file, report);
}

console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;

function addTests({ testResults }) {
  for (const file of testResults) {
    for (const { status, fullName, meta, failureMessages = [] } of file.assertionResults) {
      const outcome = status === "passed" ? "passed" : status === "failed" ? "failed" : "skipped";
      count[outcome] += 1;
      const reason = outcome === "skipped" && meta?.skipped ? ` (${meta.skipped})` : "";
      if (outcome !== "passed") console.log(`${outcome}: ${fullName}${reason}`);
      for (const message of failureMessages) console.log(`  ${beginOf(message).replaceAll("\n", "\n  ")}`);
    }
    if (file.status === "failed" && file.assertionResults.length === 0) {
      count.failed += 1;
      console.log(`failed: ${file.name}: ${file.message}`);
    }
  }
}

function addDemo(file, { checks = [] }) {
  for (const check of checks) {
    count[check.passed ? "passed" : "failed"] += 1;
    if (!check.passed) console.log(`failed: ${demoName(file)}: ${check.title}: ${check.detail ?? ""}`);
  }
}

// The suites print all of it, thousands of lines before.
function beginOf(message) {
  return message.length > 1_500 ? `${message.slice(0, 1_500)}…` : message;
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
