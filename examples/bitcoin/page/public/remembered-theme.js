// Runs before the first paint, so that a remembered theme does not flash in the other one.
(() => {
  try {
    const theme = localStorage.getItem('penstock-theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // A browser without storage follows the system's preference.
  }
})();
