const lookEvery = 500;

/**
 * Calls `onGone` once the process that started this one has ended.
 *
 * npm passes SIGTERM on to its shell alone. The shell ends without its child, which would go on without anybody who
 * could end it.
 */
export function watchParent(onGone) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, lookEvery);
  // It keeps no program alive.
  timer.unref();
}
