/** Lets the browser keep a file under a name, where its user wants it. */
export function download(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // It reads the file when it has asked its user where to.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}
