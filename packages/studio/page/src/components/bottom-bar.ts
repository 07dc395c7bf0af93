/** The height of the bar at the bottom of the page, for style sheets. */
const HEIGHT = '--bottom-bar-height';

/**
 * The reference of a bar at the bottom of the page. As long as the bar is there, what floats above the
 * page stays above it, too.
 */
export function bottomBar(bar: HTMLElement | null): (() => void) | undefined {
  if (bar === null) return undefined;
  const { style } = document.documentElement;
  const measure = () => {
    style.setProperty(HEIGHT, `${bar.offsetHeight}px`);
  };
  const observer = new ResizeObserver(measure);
  observer.observe(bar);
  measure();
  return () => {
    observer.disconnect();
    style.removeProperty(HEIGHT);
  };
}
