import { toast, toastError } from './toast.js';

/** Puts text on the clipboard, and says so; `what` names it, such as `Link`. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied`);
  } catch (cause) {
    toastError(new Error('The browser does not let this page write to the clipboard.', { cause }));
  }
}
