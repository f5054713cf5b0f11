// Fields that are taken over when they are left: what is being typed stays, whatever arrives meanwhile.
import { useState } from 'preact/hooks';

/**
 * What an input needs, to be spread over it.
 * @param {string | number} value What it shows while nobody types. @param {(event: any) => void} taken
 */
export function useTyped(value, taken) {
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  return {
    value: typed ?? value,
    onInput: (/** @type {any} */ event) => setTyped(event.target.value),
    onChange: (/** @type {any} */ event) => { taken(event); setTyped(null); },
    onBlur: () => setTyped(null),
  };
}
