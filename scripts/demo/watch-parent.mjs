const lookEveryMs = 500;

/**
 * Calls `onGone` once the process that started this one has ended.
 *
 * npm passes SIGTERM on to its shell alone. The shell ends without ending its child, which would then run on with no
 * process to stop it.
 */
export function watchParent(onGone) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, lookEveryMs);
  // The timer alone must not keep this process running.
  timer.unref();
}
