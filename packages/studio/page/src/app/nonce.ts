/**
 * The nonce that the content security policy lets styles have that a library writes, such as those of
 * an editor (`EditorView.cspNonce`); empty where the page is served without a policy.
 */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
}
