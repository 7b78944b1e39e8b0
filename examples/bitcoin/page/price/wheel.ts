/**
 * Leaves the wheel to the page, so that scrolling does not stop at the chart. As on maps, the wheel zooms only while
 * the chart has the focus, or with Ctrl or ⌘. Browsers report a pinch on a touchpad as a wheel with Ctrl.
 */
export const leaveWheelToPage = (box: HTMLElement): void => {
  box.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== box) event.stopPropagation();
    },
    { capture: true, passive: true },
  );
};
