/**
 * Counts the tests in a JSON report of vitest. A run that failed without a failed test (a crash, a suite that did not
 * load, an unhandled error, no report) counts as one failure, so that it can never look like a success.
 */
export function countTests(report, { exitCode, skippedFail }) {
  const statuses = (report?.testResults ?? []).flatMap((file) => file.assertionResults.map((test) => test.status));
  const passed = statuses.filter((status) => status === 'passed').length;
  const failedTests = statuses.filter((status) => status === 'failed').length;
  const skipped = statuses.length - passed - failedTests;
  const unloaded = (report?.testResults ?? []).filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;

  let failed = failedTests + unloaded + (skippedFail ? skipped : 0);
  if (failedTests + unloaded === 0 && (exitCode !== 0 || statuses.length === 0)) failed += 1;
  return { passed, failed, skipped };
}
