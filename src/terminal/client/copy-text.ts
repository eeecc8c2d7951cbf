/**
 * Puts a text into the clipboard. Browsers give pages their clipboard API over https and on this machine only; a class
 * that reaches its site over plain http in the room's network copies the old way, from a field that nobody sees.
 */
export async function copyText(text: string): Promise<void> {
  // What the types don't say: it isn't there over plain http.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  try {
    if (clipboard) return await clipboard.writeText(text);
  } catch {
    // Refused, by a policy of the browser or of the page around this one.
  }
  copyFromField(text);
}

function copyFromField(text: string): void {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.style.cssText = 'position: fixed; opacity: 0';
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
}
