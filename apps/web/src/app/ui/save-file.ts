import { InjectionToken } from '@angular/core';

/** Hands a file that was made here to the browser's downloads. */
export const SAVE_FILE = new InjectionToken<(name: string, type: string, content: string) => void>('SAVE_FILE', {
  providedIn: 'root',
  factory: () => (name, type, content) => {
    const address = URL.createObjectURL(new Blob([content], { type }));
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    // The download has its own hold on the content once it has begun.
    setTimeout(() => {
      URL.revokeObjectURL(address);
    }, 60_000);
  },
});
