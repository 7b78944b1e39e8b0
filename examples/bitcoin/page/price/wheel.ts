/**
 * Leaves the wheel to the page, so that scrolling does not end at the chart: it zooms only while the chart has the
 * focus, or with Ctrl or ⌘, as on maps. A pinch on a touchpad comes as a wheel with Ctrl.
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
