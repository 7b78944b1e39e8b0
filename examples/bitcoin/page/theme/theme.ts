/** The two looks of the page. */
export type Theme = 'light' | 'dark';

const key = 'penstock-theme';
const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** The theme that the page shows: the chosen one, else that of the system. */
export const theme = (): Theme => {
  const chosen = document.documentElement.dataset['theme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return prefersDark.matches ? 'dark' : 'light';
};

/** Changes to the other theme and remembers it. */
export const switchTheme = (): void => {
  const next = theme() === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset['theme'] = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // A browser without storage forgets the choice.
  }
  announce();
};

/** Calls `listener` whenever the page's theme changes. */
export const onTheme = (listener: () => void): void => {
  listeners.add(listener);
};

const announce = (): void => {
  for (const listener of listeners) listener();
};

prefersDark.addEventListener('change', announce);
